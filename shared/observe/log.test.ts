import { describe, expect, it } from 'vitest'
import { jsonLog, withFields } from './log.ts'

function capture(bound: Record<string, unknown> = {}) {
  const lines: string[] = []
  return { lines, log: jsonLog(bound, (line) => lines.push(line)) }
}

describe('the log', () => {
  it('is a JSON line with time, level, what is bound, message and fields, in this order', () => {
    const { lines, log } = capture({ function: 'one' })
    const before = Date.now()
    log.info('told', { count: 2 })
    log.warn('careful')
    log.error('broken', { reason: 'x' })
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(records.map((record) => Object.keys(record))).toEqual([
      ['time', 'level', 'function', 'message', 'count'],
      ['time', 'level', 'function', 'message'],
      ['time', 'level', 'function', 'message', 'reason'],
    ])
    expect(records.map(({ level }) => level)).toEqual(['info', 'warn', 'error'])
    const at = Date.parse(String(records[0]?.['time']))
    expect(at).toBeGreaterThanOrEqual(before)
    expect(at).toBeLessThanOrEqual(Date.now())
  })

  it('stays one line whatever is said', () => {
    const { lines, log } = capture()
    log.info('two\nlines\u2028', { forged: '"}\n{"level":"info"' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toContain('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'two\nlines\u2028', forged: '"}\n{"level":"info"' })
  })

  it('carries further fields, which a line may overrule', () => {
    const { lines, log } = capture()
    const traced = withFields(log, { trace_id: 'abc', kind: 'bound' })
    traced.info('a')
    traced.error('b', { kind: 'own' })
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'info', message: 'a', trace_id: 'abc', kind: 'bound' },
      { level: 'error', message: 'b', trace_id: 'abc', kind: 'own' },
    ])
  })

  it('leaves fields out that are undefined', () => {
    const { lines, log } = capture()
    withFields(log, { trace_id: undefined }).info('a')
    expect(JSON.parse(lines[0] ?? '')).not.toHaveProperty('trace_id')
  })
})
