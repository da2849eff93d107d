import { describe, expect, it } from 'vitest'
import { detect } from './correlate/detect.ts'
import { memoryWindows } from './correlate/memory-windows.ts'
import { settle } from './correlate/settle.ts'
import { compileRuleset, faultLine, parseRules, type UidEvent } from './index.ts'
import { anEvent, aRule } from './testing.ts'

const rulesetOf = (...docs: unknown[]) => {
  const { faults, ...parsed } = parseRules(docs.map((doc) => ({ file: 'r.yml', doc })))
  for (const fault of faults) throw new Error(faultLine(fault))
  return compileRuleset(parsed)
}
let uids = 0
const eventAt = (time: number, parts: Parameters<typeof anEvent>[0]): UidEvent => ({
  uid: `00000000-0000-4000-8000-${String(uids++).padStart(12, '0')}`,
  event: anEvent({ time, ...parts }),
})
const labelsIn = async (ruleset: ReturnType<typeof rulesetOf>, ...commits: UidEvent[][]) => {
  const windows = memoryWindows()
  const found = []
  for (const events of commits) {
    windows.remember(events)
    found.push(...(await detect(ruleset, events, windows, undefined)).findings)
  }
  return found.map(({ labels }) => labels)
}

describe('the labels of a finding', () => {
  it('are log source, tenant and the whole values of the key, whatever the key looks like', async () => {
    const ruleset = rulesetOf(aRule({ auditflow: { key: ['who', 'where', 'none'] } }))
    const event = eventAt(0, {
      logsource: { product: 'test', service: 'door' },
      metadata: { version: '1.5.0', product: { name: 'test' }, tenant_uid: 'acme' },
      raw: { a: 1, who: 'ann, where="x"', where: ' y' },
    })
    expect(await labelsIn(ruleset, [event])).toEqual([
      { product: ['test'], service: ['door'], tenant: ['acme'], who: ['ann, where="x"'], where: [' y'] },
    ])
  })

  it('name who did it, else from where, else nothing, where the rule names no key', async () => {
    const ruleset = rulesetOf(aRule())
    const keyed = (parts: Parameters<typeof anEvent>[0]) => labelsIn(ruleset, [eventAt(0, { raw: { a: 1 }, ...parts })])
    expect(await keyed({ actor: { user: { name: 'ann' } } })).toMatchObject([{ 'actor.user.name': ['ann'] }])
    expect(await keyed({ src_endpoint: { ip: '192.0.2.1' } })).toMatchObject([{ 'src_endpoint.ip': ['192.0.2.1'] }])
    expect(await keyed({})).toEqual([{ product: ['test'] }])
  })

  it('are those of the newest event', async () => {
    const ruleset = rulesetOf(aRule({ logsource: { product: 'test' }, auditflow: { key: ['k'] } }))
    const of = (time: number, category: string) =>
      eventAt(time, { logsource: { product: 'test', category }, raw: { a: 1, k: 'k' } })
    expect(await labelsIn(ruleset, [of(1, 'first'), of(9, 'newest'), of(5, 'second')])).toEqual([
      { product: ['test'], category: ['newest'], k: ['k'] },
    ])
  })

  it('hold no more of a value than can be shown, and tell two such values apart', async () => {
    const ruleset = rulesetOf(aRule({ auditflow: { key: ['k'] } }))
    const of = (k: string) => eventAt(0, { raw: { a: 1, k } })
    const found = await labelsIn(ruleset, [of('x'.repeat(9_000)), of(`${'x'.repeat(9_000)}y`)])
    const values = found.map(({ k }) => k?.[0] ?? '')
    expect(new Set(values).size).toBe(2)
    for (const value of values) expect(value.length).toBeLessThan(300)
  })
})

describe('the labels of a rule over several events', () => {
  const by = (rest: Record<string, unknown>) => ({
    title: 'c',
    id: 'c',
    correlation: {
      type: 'event_count',
      rules: ['a'],
      'group-by': ['who'],
      timespan: '1m',
      condition: { gte: 2 },
      ...rest,
    },
  })

  it('have the group’s fields, by the name that each rule has for them', async () => {
    const b = aRule({ id: 'b', detection: { s: { b: 1 }, condition: 's' } })
    const aliases = { person: { a: 'user', b: 'account' } }
    const doc = by({ type: 'temporal', rules: ['a', 'b'], 'group-by': ['person'], aliases, condition: undefined })
    const ruleset = rulesetOf(aRule({ id: 'a' }), b, doc)
    const events = [
      eventAt(0, { raw: { a: 1, user: 'ann, x' } }),
      eventAt(1, { raw: { b: 1, account: 'ann, x' }, logsource: { product: 'test', service: 'later' } }),
    ]
    expect(await labelsIn(ruleset, events)).toEqual([{ product: ['test'], service: ['later'], person: ['ann, x'] }])
    expect(await labelsIn(ruleset, [events[0]!], [events[1]!])).toEqual([
      { product: ['test'], service: ['later'], person: ['ann, x'] },
    ])
  })

  it('are there though a late event lets an earlier window fire at a stored one', async () => {
    const ruleset = rulesetOf(aRule({ id: 'a' }), by({}))
    const of = (time: number) => eventAt(time, { raw: { a: 1, who: 'ann' } })
    expect(await labelsIn(ruleset, [of(50_000)], [of(10)])).toEqual([{ product: ['test'], who: ['ann'] }])
  })

  it('are there for one built upon another, and for one that has waited', async () => {
    const above = by({ type: 'value_count', rules: ['c'], condition: { field: 'v', gte: 1 } })
    const waits = by({ type: 'absence', rules: ['a'], condition: undefined })
    const of = (time: number, v: string) => eventAt(time, { raw: { a: 1, who: 'ann', v } })
    const stacked = rulesetOf(aRule({ id: 'a' }), by({}), { ...above, id: 'd', title: 'd' })
    expect(await labelsIn(stacked, [of(0, 'x')], [of(1, 'y')])).toEqual([{ product: ['test'], who: ['ann'] }])

    const windows = memoryWindows()
    const event = of(0, 'x')
    windows.remember([event])
    const ruleset = rulesetOf(aRule({ id: 'a' }), waits)
    expect((await detect(ruleset, [event], windows, undefined)).findings).toEqual([])
    const { findings } = await settle(ruleset, windows, 10_000_000, 10)
    expect(findings).toMatchObject([{ key: 'who=ann', labels: { product: ['test'], who: ['ann'] } }])
  })
})
