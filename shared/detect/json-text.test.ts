import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from '../events/audit-event.ts'
import { jsonText } from './json-text.ts'

it('writes what JSON.stringify writes', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (json) => {
      const value: Json = JSON.parse(json)
      expect(jsonText(value)).toBe(JSON.stringify(value))
    }),
  )
})

it('writes a value nested deeper than the stack', () => {
  let value: Json = 'x'
  for (let depth = 0; depth < 100_000; depth++) value = [value]
  expect(jsonText(value)).toHaveLength(200_003)
})
