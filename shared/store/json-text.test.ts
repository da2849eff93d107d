import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { jsonText, storableText } from './json-text.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase({ migrated: false })
})
afterAll(() => database.drop())

/** Text of what is awkward: NUL, halves of pairs, backslashes before what looks like an escape, whole pairs. */
const awkward = fc
  .array(
    fc.constantFrom('\0', '\ud800', '\udc00', '\udfff', '\\', 'u0000', '\\u0000', 'ud800', '"', '\u{1f600}', 'é', 'a'),
  )
  .map((parts) => parts.join(''))
const text = fc.oneof(awkward, fc.string({ unit: 'binary' }))
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    text,
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value

/** What is documented: each NUL and each lone surrogate as six readable characters. */
function readable(value: unknown): unknown {
  if (typeof value === 'string') return readableText(value)
  if (Array.isArray(value)) return value.map(readable)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [readableText(name), readable(member)]))
}

function readableText(text: string): string {
  return [...text]
    .map((character) => {
      const code = character.codePointAt(0) ?? 0
      return code === 0 || (code >= 0xd800 && code <= 0xdfff) ? `\\u${code.toString(16).padStart(4, '0')}` : character
    })
    .join('')
}

/** Keys that become the same text are one key afterwards; such values say nothing. */
function keepsItsKeys(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(keepsItsKeys)
  if (typeof value !== 'object' || value === null) return true
  const names = Object.keys(value)
  return new Set(names.map(readableText)).size === names.length && Object.values(value).every(keepsItsKeys)
}

describe('jsonText', () => {
  it('makes any JSON storable, and it comes back with the unstorable characters readable', async () => {
    const values = fc.sample(json.filter(keepsItsKeys), { numRuns: 400, seed: 7 })
    const stored = await Promise.all(
      values.map(async (value) => (await database.sql`select ${jsonText(value)}::text::jsonb as value`)[0]?.['value']),
    )
    expect(stored).toEqual(values.map(readable))
  })
})

describe('storableText', () => {
  it('makes any text storable, the same text that JSON gives, and leaves good text alone', async () => {
    for (const value of fc.sample(text, { numRuns: 200, seed: 7 })) {
      expect(storableText(value)).toBe(readableText(value))
      expect(storableText(storableText(value))).toBe(storableText(value))
    }
    const all = storableText(fc.sample(text, { numRuns: 200, seed: 8 }).join(''))
    expect(await database.sql`select ${all}::text as value`).toEqual([{ value: all }])
  })
})
