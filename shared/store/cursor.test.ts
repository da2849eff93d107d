import { expect, it } from 'vitest'
import { parseCursor, toCursor } from './cursor.ts'

const id = '00000000-0000-4000-8000-000000000007'

it('is read as it was written', () => {
  const cursor = { time: '2026-11-25T07:00:00.000001Z', id }
  expect(parseCursor(toCursor(cursor))).toEqual(cursor)
  expect(parseCursor(toCursor({ time: '2026-11-25T07:00:00+00:00', id }))?.time).toBe('2026-11-25T07:00:00Z')
})

it.each(['', 'x', `2026-11-25T07:00:00Z`, `2026-11-25T07:00:00Z_x`, `2026-11-25T07:00:00Z_${id}_`])(
  '%j is none',
  (text) => expect(parseCursor(text)).toBeUndefined(),
)

it.each(['2026-02-30T00:00:00Z', '2026-13-01T00:00:00Z', '0000-01-01T00:00:00Z', '2026-01-01T25:00:00Z'])(
  'with the time %s, which PostgreSQL does not know, is none',
  (time) => expect(parseCursor(`${time}_${id}`)).toBeUndefined(),
)
