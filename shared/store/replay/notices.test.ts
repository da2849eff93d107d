import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { NOTIFICATION_DUE } from '../../events/catalogue.ts'
import { readOnly } from '../read-only.ts'
import { rejectEvents } from '../reject-events.ts'
import { type ReplayOne, replayOne } from './replay-one.ts'
import { replayProgress } from './replay-progress.ts'
import { runReplay } from './run-replay.ts'
import { startReplay } from './start-replay.ts'
import { failNotice, read, refusedEvent } from './testing.ts'

const NOW = Date.UTC(2026, 10, 25)
const clock = () => NOW
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(() => database.sql`truncate rejected_events, outbox, replays, replay_items, notices cascade`)
afterAll(() => database.drop())

const notices = () => database.sql`select id, status, attempts, next_try_at, claim from notices order by id`
const one = (id: string, rest: Partial<ReplayOne> = {}) =>
  replayOne(database.sql, { replay: randomUUID(), by: 'ann', kind: 'notice', id, ...rest }, { read, clock })
const fail = (id: string) => database.sql`update notices set status = 'failed', attempts = 10 where id = ${id}`

describe('a failed notice', () => {
  it('waits to be sent again at once, by the id that the far side knows it by', async () => {
    const id = randomUUID()
    await failNotice(database.sql, { id })
    const replay = randomUUID()
    expect(await one(id, { replay })).toEqual({ kind: 'sent' })
    expect(await notices()).toEqual([{ id, status: 'pending', attempts: 0, next_try_at: new Date(NOW), claim: null }])
    const progress = () => readOnly(database.sql, (sql) => replayProgress(sql, replay))
    expect(await progress()).toMatchObject({ total: 1, under_way: 1 })
    await database.sql`update notices set status = 'sent'`
    expect(await progress()).toMatchObject({ arrived: 1, under_way: 0 })
    await fail(id)
    expect(await progress()).toMatchObject({ refused: 1, arrived: 0 })
  })

  it.each(['pending', 'sent', 'digested'])('is none once it is %s: nothing makes it go twice', async (status) => {
    const id = randomUUID()
    await failNotice(database.sql, { id })
    await database.sql`update notices set status = ${status}`
    expect(await one(id, { force: true })).toMatchObject({ kind: 'refused', reason: expect.stringContaining(status) })
    expect(await startReplay(database.sql, { by: 'ann', filter: {} })).toBeUndefined()
    expect(await notices()).toMatchObject([{ status, attempts: 10 }])
  })

  it('is sent once by two who ask at the same moment', async () => {
    const id = randomUUID()
    await failNotice(database.sql, { id })
    const outcomes = await Promise.all([one(id), one(id)])
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['refused', 'sent'])
  })

  it('of which nothing was kept can’t be sent', async () => {
    const id = randomUUID()
    await failNotice(database.sql, { id, notice: {} })
    expect(await one(id)).toMatchObject({ kind: 'refused', reason: expect.stringContaining('before notices') })
    expect(await startReplay(database.sql, { by: 'ann', filter: {} })).toBeUndefined()
  })

  it('is poison after five times, unless somebody insists', async () => {
    const id = randomUUID()
    await failNotice(database.sql, { id })
    for (let n = 0; n < 5; n++) {
      expect(await one(id)).toEqual({ kind: 'sent' })
      await fail(id)
    }
    expect(await one(id)).toEqual({ kind: 'poison', replays: 5 })
    expect(await startReplay(database.sql, { by: 'ann', filter: { channel: 'team/slack/0' } })).toBeUndefined()
    expect(await one(id, { force: true })).toEqual({ kind: 'sent' })
  })

  it('goes again with all of its channel, and those alone', async () => {
    const [slack, mail] = [randomUUID(), randomUUID()]
    await failNotice(database.sql, { id: slack })
    await failNotice(database.sql, { id: mail, channel: 'team/email/0' })
    await rejectEvents(database.sql, [refusedEvent('x')])
    const started = (await startReplay(database.sql, { by: 'ann', filter: { channel: 'team/email/0' } }))!
    await runReplay(database.sql, started.id, { read, clock })
    expect(started.total).toBe(1)
    expect(await database.sql`select id from notices where status = 'pending'`).toEqual([{ id: mail }])
    expect(await database.sql`select type from outbox`).toEqual([{ type: NOTIFICATION_DUE }])
  })

  it('is taken by one of several replays at once', async () => {
    for (let n = 0; n < 50; n++) await failNotice(database.sql, { id: randomUUID() })
    const started = await Promise.all([1, 2, 3].map(() => startReplay(database.sql, { by: 'ann', filter: {} })))
    await Promise.all(started.map((replay) => runReplay(database.sql, replay!.id, { read, clock })))
    expect(await database.sql`select from replay_items`).toHaveLength(50)
  })
})
