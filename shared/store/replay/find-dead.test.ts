import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { uidOf } from '../../events/envelope.ts'
import { parseCursor } from '../cursor.ts'
import { readOnly } from '../read-only.ts'
import { rejectEvents } from '../reject-events.ts'
import type { DeadFilter } from './dead-filter.ts'
import { findDead } from './find-dead.ts'
import { readDead } from './read-dead.ts'
import { replayOne } from './replay-one.ts'
import { failNotice, read, refusedEvent } from './testing.ts'

const NOTICE = '00000000-0000-4000-8000-000000000001'
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  const { event: _, eventType: __, ...unknown } = refusedEvent('w')
  const parts = { stage: 'audit-event-webhook', origin: '/sources/github', reason: 'sender: 100% Missing' }
  await rejectEvents(database.sql, [refusedEvent('a'), refusedEvent('b'), { ...unknown, ...parts }])
  await failNotice(database.sql, { id: NOTICE, error: '410 gone', createdAt: '2026-11-20T07:00:00Z' })
  await database.sql`update rejected_events set last_at = '2026-11-25T07:00:00Z'`
  await replayOne(
    database.sql,
    { replay: randomUUID(), by: 'ann', kind: 'event', id: uidOf('/test', 'b') },
    { read, clock: Date.now },
  )
})
afterAll(() => database.drop())

const names: Record<string, string> = {
  [uidOf('/test', 'a')]: 'a',
  [uidOf('/test', 'b')]: 'b',
  [uidOf('/test', 'w')]: 'w',
  [NOTICE]: 'notice',
}
const find = async (filter: DeadFilter) => {
  const { rows } = await readOnly(database.sql, (sql) => findDead(sql, { ...filter, limit: 50 }))
  return rows.map(({ id }) => names[id]).sort()
}

describe('dead letters', () => {
  it.each([
    [{}, ['a', 'b', 'notice', 'w']],
    [{ kind: 'event' }, ['a', 'b', 'w']],
    [{ kind: 'notice' }, ['notice']],
    [{ stage: 'audit-event-webhook' }, ['w']],
    [{ channel: 'team/slack/0' }, ['notice']],
    [{ channel: 'team/slack/0', stage: 'audit-event-webhook' }, []],
    [{ reason: 'missing' }, ['w']],
    [{ reason: '0%' }, ['w']],
    [{ reason: '_' }, []],
    [{ reason: 'GONE' }, ['notice']],
    [{ source: '/test' }, ['a', 'b']],
    [{ source: '/sources/github' }, ['w']],
    [{ type: 'io.auditflow.audit.event.v1' }, ['a', 'b']],
    [{ replayed: true }, ['b']],
    [{ replayed: false }, ['a', 'notice', 'w']],
    [{ until: '2026-11-20T08:00:00Z' }, ['notice']],
    [{ since: '2100-01-01T00:00:00Z' }, []],
    [{ since: '2026-11-20T08:00:00Z', kind: 'notice' }, []],
  ] as [DeadFilter, string[]][])('by %j are %j', async (filter, found) => {
    expect(await find(filter)).toEqual(found)
  })

  it('come in pages, latest first, both kinds in one list', async () => {
    const seen: string[] = []
    let after = undefined as ReturnType<typeof parseCursor>
    for (let pages = 0; pages < 9; pages++) {
      const from = after
      const page = await readOnly(database.sql, (sql) => findDead(sql, { limit: 1, ...(from && { after: from }) }))
      seen.push(...page.rows.map(({ id }) => names[id]!))
      if (page.next === null) break
      after = parseCursor(page.next)
    }
    expect(seen).toHaveLength(4)
    expect(seen.at(-1)).toBe('notice')
    expect([...seen].sort()).toEqual(['a', 'b', 'notice', 'w'])
  })

  it('are shown with all that is known of an event', async () => {
    expect(await readOnly(database.sql, (sql) => readDead(sql, 'event', uidOf('/test', 'b')))).toMatchObject({
      kind: 'event',
      source: '/test',
      event_id: 'b',
      extensions: { story: 'one' },
      payload: expect.stringContaining('activity_name'),
      original: null,
      replays: 1,
      replayed_with: [{ by: 'ann', refused: false }],
    })
  })

  it('are shown with all that is known of a notice', async () => {
    expect(await readOnly(database.sql, (sql) => readDead(sql, 'notice', NOTICE))).toMatchObject({
      channel: 'team/slack/0',
      status: 'failed',
      reason: '410 gone',
      notice: { title: 'Many failed logins' },
      attempts: [{ status: 'failed', detail: '410 gone' }],
      replays: 0,
      replayed_with: [],
    })
  })

  it('that are none are undefined', async () => {
    for (const kind of ['event', 'notice'] as const)
      expect(await readOnly(database.sql, (sql) => readDead(sql, kind, randomUUID()))).toBeUndefined()
  })
})
