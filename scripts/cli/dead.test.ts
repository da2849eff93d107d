import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { uidOf } from '../../shared/events/envelope.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { failNotice, refusedEvent, refuseMany } from '../../shared/store/replay/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { run } from './testing.ts'

const UID = uidOf('/test', 'x')
const NOTICE = randomUUID()
let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.sql`truncate rejected_events, outbox, replays, replay_items, notices, event_ids cascade`
  await rejectEvents(database.sql, [refusedEvent('x', { reason: 'a \u001b[31mred\u202e fault' })])
  await database.sql`update rejected_events set last_at = '2026-11-25T11:30:00Z'`
  await failNotice(database.sql, { id: NOTICE, error: '410 gone', createdAt: '2026-11-20T07:00:00Z' })
})
afterAll(() => database.drop())

const dead = (...args: string[]) => run(['dead', ...args], { DATABASE_URL: database.url })

describe('auditflow dead', () => {
  it('lists both kinds, latest first, with nothing that would fool a terminal', async () => {
    const { code, out } = await dead()
    expect([code, out.length]).toEqual([0, 2])
    expect(out[0]).toMatch(
      new RegExp(`^${UID}  event .* audit-log-analysis \\(/test\\)  1×: a .u001b\\[31mred.u202e fault$`),
    )
    expect(out[1]).toMatch(new RegExp(`^${NOTICE}  notice .* team/slack/0  10×: 410 gone$`))
    expect(out.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
  })

  it.each([
    [['--kind', 'notice'], [NOTICE]],
    [['list', '--stage', 'audit-log-analysis'], [UID]],
    [['--reason', 'GONE'], [NOTICE]],
    [['--source', '/test', '--replayed', 'no'], [UID]],
    [['--since', '1h'], [UID]],
    [['--since', '2026-11-25 11:45'], []],
    [['--until', '2026-11-21'], [NOTICE]],
    [['--replayed', 'yes'], []],
  ] as [string[], string[]][])('lists by %j', async (args, ids) => {
    const { code, out, err } = await dead(...args, '--json')
    const found = out.map((line) => (JSON.parse(line) as { id: string }).id)
    expect([code, found]).toEqual([0, ids])
    if (found.length === 0) expect(err).toEqual(['no dead letter matches'])
  })

  it('lists more than a page, as many as it is told to', async () => {
    await refuseMany(database.sql, 450)
    expect((await dead('--limit', '430')).out).toHaveLength(430)
    expect((await dead('--limit', '430')).err).toEqual(['the latest 430: --limit shows more'])
    expect((await dead('--limit', '1000')).out).toHaveLength(452)
  })

  it('shows one with its payload', async () => {
    const { code, out } = await dead('show', UID)
    expect(code).toBe(0)
    expect(out.join('\n')).toMatch(/event id +x\n[\s\S]*"activity_name"/)
    expect(JSON.parse((await dead('show', NOTICE, '--json')).out.join('\n'))).toMatchObject({ channel: 'team/slack/0' })
    expect((await dead('show', NOTICE)).out.join('\n')).toContain('Many failed logins')
  })

  it.each<[string[], string]>([
    [['lst'], '"lst" is neither list nor show'],
    [['show'], 'show: one ID is needed'],
    [['show', UID, NOTICE], 'show: one ID is needed'],
    [['show', UID, '--kind', 'event'], 'show: --kind is for a list'],
    [['show', randomUUID()], 'there is no dead letter with the id'],
    [['show', 'x'], 'there is no dead letter with the id "x"'],
    [['--kind', 'x'], '--kind: "x" is none of event, notice'],
    [['--since', 'soon'], '--since: "soon" is no time'],
    [['--since', '999999999d'], '--since: "999999999d" is no time'],
    [['--until', '9999-12-31T23:59-12:00'], '--until: "9999-12-31T23:59-12:00" is no time'],
    [['--reason', ''], '--reason: is empty'],
    [['--replayed', 'maybe'], '--replayed: "maybe" is neither'],
    [['--limit', '0'], '--limit: "0" is no whole number'],
  ])('answers %j with the reason', async (args, reason) => {
    const { code, err } = await dead(...args)
    expect([code, err[0]]).toEqual([2, expect.stringContaining(reason)])
  })
})
