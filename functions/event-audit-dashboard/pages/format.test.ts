import { describe, expect, it } from 'vitest'
import { absoluteTime, change, compactCount, queryLink, relativeTime, visible, visibleBlock } from './format.ts'

const NOW = Date.parse('2026-11-25T12:00:00Z')

describe('relativeTime', () => {
  it('names the largest whole unit, and the date when it is long ago', () => {
    const cases = [
      ['2026-11-25T12:00:00.400Z', 'now'],
      ['2026-11-25T11:59:01Z', '59 s ago'],
      ['2026-11-25T11:00:01Z', '59 min ago'],
      ['2026-11-25T14:30:00Z', 'in 2 h'],
      ['2026-11-23T11:00:00Z', '2 d ago'],
      ['0001-01-01T00:00:00+00:00', '0001-01-01'],
    ] as const
    for (const [iso, text] of cases) expect(relativeTime(iso, NOW)).toBe(text)
  })
})

describe('absoluteTime', () => {
  it('is in UTC and leaves a zero fraction out', () => {
    expect(absoluteTime('2026-11-25T01:02:03.456789+00:00')).toBe('2026-11-25 01:02:03.456 UTC')
    expect(absoluteTime('2026-11-25T01:02:03+00:00')).toBe('2026-11-25 01:02:03 UTC')
  })
})

describe('change', () => {
  it('compares with the period before, in words where a percentage says nothing', () => {
    expect(change(150, 100, 'hour')).toBe('+50 % vs hour before')
    expect(change(50, 100, 'day')).toBe('\u221250 % vs day before')
    expect(change(7, 0, 'day')).toBe('none day before')
    expect(change(7, 7, 'hour')).toBe('same as hour before')
    expect(change(90_000, 3, 'day')).toBe('3 day before')
  })
})

describe('visible', () => {
  it('writes out control, direction and invisible characters', () => {
    expect(visible('a\u202eb\u0000c\nd\u200be')).toBe('a\\u202eb\\u0000c\\u000ad\\u200be')
    expect(visible('Zoë 東京 🚀')).toBe('Zoë 東京 🚀')
    expect(visibleBlock('a\n\tb\u2066')).toBe('a\n\tb\\u2066')
  })
})

describe('queryLink and compactCount', () => {
  it('encode what was given and leave empty fields out', () => {
    expect(queryLink({ q: 'a&b', cursor: 'x' }, { cursor: undefined, actor: '"<' })).toBe('?q=a%26b&actor=%22%3C')
    expect([compactCount(9_999), compactCount(12_345), compactCount(4_500_000)]).toEqual(['9,999', '12.3 k', '4.5 M'])
  })
})
