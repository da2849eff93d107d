import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { nextDue } from './next-due.ts'
import { MINUTE, T0 } from './testing.ts'

const HOUR = 60 * MINUTE

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  for (const table of ['notices', 'channels', 'notice_groups']) await database.sql`delete from ${database.sql(table)}`
})

const waits = (channel: string, nextTryAt: number, status = 'pending') => database.sql`
  insert into notices (id, receiver, channel, kind, notice, status, next_try_at, created_at)
  values (${randomUUID()}, 'ops', ${channel}, 'firing', '{}', ${status}, ${new Date(nextTryAt)}, ${new Date(T0)})`
const rests = (channel: string, openUntil: number) => database.sql`
  insert into channels (name, fingerprint, open_until) values (${channel}, '', ${new Date(openUntil)})`

it('is nothing where nothing waits', async () => {
  await waits('ops/slack/0', T0, 'sent')
  expect(await nextDue(database.sql)).toEqual({ look: null, send: null })
})

it('is the soonest notice of any channel, and the soonest group', async () => {
  await waits('ops/slack/0', T0 + HOUR)
  await waits('ops/email/0', T0 + MINUTE)
  await database.sql`
    insert into notice_groups (id, route, labels, due_at, interval_ms, created_at)
    values (${randomUUID()}, '{}', '{}', ${new Date(T0 + 2 * MINUTE)}, 1000, ${new Date(T0)})`
  expect(await nextDue(database.sql)).toEqual({ look: T0 + 2 * MINUTE, send: T0 + MINUTE })
})

it('waits for a channel that rests, so that nobody is woken for what can not be sent', async () => {
  await waits('ops/slack/0', T0)
  await rests('ops/slack/0', T0 + HOUR)
  expect(await nextDue(database.sql)).toMatchObject({ send: T0 + HOUR })
  await waits('ops/email/0', T0 + MINUTE)
  expect(await nextDue(database.sql)).toMatchObject({ send: T0 + MINUTE })
})
