import { expect, it } from 'vitest'
import { findingRows } from './finding-rows.ts'
import { findingOf, LIFE, NOW } from './testing.ts'

it('of a finding of very many events has the first and the last time', () => {
  const times = Array.from({ length: 200_000 }, (_, n) => NOW + ((n * 7) % 200_000))
  const [row] = JSON.parse(findingRows([findingOf('a', times)], LIFE, NOW))
  expect([row.first_event_at, row.last_event_at].map(Date.parse)).toEqual([NOW, NOW + 199_999])
})
