import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { claimWake, releaseWake } from './claim-wake.ts'
import { keepRouting } from './keep-routing.ts'
import { readKeptRouting } from './read-kept-routing.ts'
import { MINUTE, T0 } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

it('lets one of many send the message that wakes, and the next once that has arrived or could not be sent', async () => {
  const { sql } = database
  const all = await Promise.all(
    Array.from({ length: 8 }, (_, index) => claimWake(sql, T0 + index, T0 + MINUTE + index)),
  )
  expect(all.filter((claimed) => claimed)).toHaveLength(1)
  expect(await claimWake(sql, T0 + MINUTE - 1, T0 + 2 * MINUTE)).toBe(false)
  expect(await claimWake(sql, T0 + MINUTE + 7, T0 + 2 * MINUTE)).toBe(true)
  await releaseWake(sql, T0 + MINUTE)
  expect(await claimWake(sql, T0 + MINUTE + 8, T0 + 3 * MINUTE)).toBe(false)
  await releaseWake(sql, T0 + 2 * MINUTE)
  expect(await claimWake(sql, T0 + MINUTE + 8, T0 + 3 * MINUTE)).toBe(true)
})

it('does not wait for a message of a process whose clock is far ahead', async () => {
  const { sql } = database
  await sql`delete from wake`
  expect(await claimWake(sql, T0 + 60 * MINUTE, T0 + 61 * MINUTE)).toBe(true)
  expect(await claimWake(sql, T0, T0 + MINUTE)).toBe(true)
})

it('keeps the last good routing beside the fault of one that was refused since', async () => {
  const { sql } = database
  const row = async () => (await sql`select sealed, fault, accepted_at, refused_at from routing`)[0]
  expect(await readKeptRouting(sql)).toBeUndefined()
  await keepRouting(sql, { fault: 'line 1: bad\u0000' }, T0)
  expect(await readKeptRouting(sql)).toBeUndefined()
  expect(await row()).toEqual({
    sealed: null,
    fault: 'line 1: bad\\u0000',
    accepted_at: null,
    refused_at: new Date(T0),
  })
  await keepRouting(sql, { sealed: 'one' }, T0 + 1)
  expect(await row()).toEqual({ sealed: 'one', fault: null, accepted_at: new Date(T0 + 1), refused_at: null })
  await keepRouting(sql, { fault: 'line 2: bad' }, T0 + 2)
  await keepRouting(sql, { fault: 'line 2: bad' }, T0 + 3)
  expect(await row()).toEqual({
    sealed: 'one',
    fault: 'line 2: bad',
    accepted_at: new Date(T0 + 1),
    refused_at: new Date(T0 + 2),
  })
  expect(await readKeptRouting(sql)).toBe('one')
})
