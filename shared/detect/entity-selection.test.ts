import { describe, expect, it } from 'vitest'
import { entityOf, entitySelection } from './entity-selection.ts'
import { finds } from './testing.ts'

describe('entitySelection', () => {
  it.each([
    'svc-backup',
    '*',
    'a?c',
    'a\\c',
    '\\',
    '\\*',
    'DOMAIN\\svc*',
    'C:\\\\share\\?',
    'ends with\\',
    ' spaced ',
    '7',
    'true',
    '%admins%',
    'a|b',
    '🦊*',
  ])('meets %j letter by letter, and nothing else', (value) => {
    const selection = entitySelection('user', value)
    expect(finds(selection, { user: value })).toBe(true)
    for (const other of [`${value}x`, `x${value}`, value.toUpperCase(), 'abc', '\\\\', '', 'DOMAIN\\svc-1'])
      if (other !== value) expect(finds(selection, { user: other }), other).toBe(false)
    expect(entityOf(selection)).toMatch(/^user=/)
  })

  it('meets numbers and booleans as they are shown in a key', () => {
    expect(finds(entitySelection('n', '7'), { n: 7 })).toBe(true)
    expect(finds(entitySelection('n', 'true'), { n: true })).toBe(true)
    expect(finds(entitySelection('a.b', 'x'), { a: { b: 'x' } })).toBe(true)
  })

  it('looks in the fields that a correlation has for it in each of its rules', () => {
    const doc = {
      correlation: { 'group-by': ['who', 'ip'], aliases: { who: { a: 'user', b: 'Actor.Name', c: 'user' } } },
    }
    const selection = entitySelection('who', 'x', doc)
    expect(selection).toEqual([{ 'user|cased': 'x' }, { 'Actor.Name|cased': 'x' }])
    expect(entityOf(selection)).toBe('user=x or Actor.Name=x')
    expect(entitySelection('ip', '::1', doc)).toEqual({ 'ip|cased': '::1' })
    expect(entitySelection('constructor', 'x', { correlation: { aliases: {} } })).toEqual({ 'constructor|cased': 'x' })
  })

  it('is told from other selections', () => {
    for (const other of [
      { user: 'x' },
      { 'user|cased': 'x*' },
      { 'a|cased': 'x', b: 1 },
      'x',
      [],
      {},
      null,
      { 'a|cased': 1 },
    ])
      expect(entityOf(other), JSON.stringify(other)).toBeUndefined()
  })
})
