import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { uidOf } from '../../shared/events/envelope.ts'
import type { Subscriber } from '../../shared/ports/ports.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { failNotice, refusedEvent, refuseMany } from '../../shared/store/replay/testing.ts'
import { createTestBroker, type TestBroker } from '../../test/helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { run } from './testing.ts'

const UID = uidOf('/test', 'x')
let database: TestDatabase
let broker: TestBroker
let folder: string
let subscriber: Subscriber
/** What the stand-in for the analysis refuses. */
let refuses: ((id: string) => boolean) | undefined

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'replay-'))
  ;[database, broker] = await Promise.all([createTestDatabase(), createTestBroker()])
  subscriber = amqpSubscriber(broker.url, topology, keepingLog())
  await subscriber.subscribe('auditflow.analysis', 100, ({ event, ack }) => {
    const { source, id } = event
    const handled =
      refuses?.(id) === true
        ? rejectEvents(database.sql, [refusedEvent(id)])
        : database.sql`insert into event_ids values (${uidOf(source, id)}, now()) on conflict do nothing`
    void handled.then(ack)
  })
})
beforeEach(async () => {
  refuses = undefined
  await database.sql`truncate rejected_events, outbox, replays, replay_items, notices, event_ids cascade`
})
afterAll(async () => {
  await subscriber.close()
  await Promise.all([database.drop(), broker.drop()])
  rmSync(folder, { recursive: true })
})

const replay = (...args: string[]) =>
  run(['replay', ...args], { DATABASE_URL: database.url, RABBITMQ_URL: broker.url, USER: 'ann' })
const withoutBroker = (...args: string[]) => run(['replay', ...args], { DATABASE_URL: database.url })
const rows = () => database.sql`select replays, replayed_at is not null as sent from rejected_events`

describe('auditflow replay', () => {
  it('sends what matches, publishes it, and waits until it has arrived', async () => {
    await refuseMany(database.sql, 700)
    await rejectEvents(database.sql, [refusedEvent('x', { reason: 'another' })])
    const { code, out } = await replay('--reason', 'a fault', '--kind', 'event')
    expect([code, out]).toEqual([0, [expect.stringContaining('700 of 700 arrived, 0 refused again, 0 wait')]])
    expect(await database.sql`select count(*)::int as count from event_ids`).toEqual([{ count: 700 }])
    expect(await database.sql`select created_by from replays`).toEqual([{ created_by: 'ann' }])
  })

  it('sends one by its id, mended by a file', async () => {
    const good = refusedEvent('x')
    await rejectEvents(database.sql, [{ ...good, payload: '{}' }])
    const file = join(folder, 'mended.json')
    writeFileSync(file, '{}')
    const wrong = await replay(UID, '--payload', file)
    expect([wrong.code, wrong.err]).toEqual([1, [expect.stringMatching(/refused again: .*data\.time/)]])
    writeFileSync(file, good.payload)
    expect((await replay(UID, '--payload', file, '--by', 'bob')).code).toBe(0)
    expect(await database.sql`select created_by from replays`).toEqual([{ created_by: 'bob' }])
    expect(await database.sql`select from event_ids where uid = ${UID}`).toHaveLength(1)
  })

  it('ends with 1 when something is refused again, be it at once or on its way', async () => {
    await refuseMany(database.sql, 3)
    await rejectEvents(database.sql, [refusedEvent('x', { payload: '{}' })])
    refuses = (id) => id === 'many-1'
    const { code, out } = await replay('--all')
    expect([code, out]).toEqual([1, [expect.stringContaining('2 of 4 arrived, 2 refused again')]])
  })

  it('stops sending poison, unless it is told to go on', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    refuses = () => true
    await database.sql`update rejected_events set replays = 4`
    expect((await replay(UID)).code).toBe(1)
    const poison = await replay(UID)
    expect([poison.code, poison.err]).toEqual([
      1,
      [expect.stringContaining('sent again 5 times: once more only with --force')],
    ])
    expect((await replay('--all')).err[0]).toContain('no dead letter matches')
    refuses = undefined
    expect((await replay(UID, '--force')).code).toBe(0)
    expect(await rows()).toEqual([{ replays: 6, sent: true }])
  })

  it('leaves the publishing to the analysis where no broker is named, and tells how to go on once the time is over', async () => {
    await refuseMany(database.sql, 2)
    const { code, out, err } = await withoutBroker('--all', '--timeout', '1s')
    expect([code, out]).toEqual([1, [expect.stringContaining('2 wait to be published')]])
    const resume = /--resume (\S+)/.exec(err.at(-1) ?? '')?.[1] ?? ''
    expect((await replay('--resume', resume)).code).toBe(0)
  })

  it('has failed notices sent again', async () => {
    const id = randomUUID()
    await failNotice(database.sql, { id })
    const { code, out } = await replay('--channel', 'team/slack/0', '--timeout', '1s')
    expect([code, out]).toEqual([1, [expect.stringContaining('1 under way')]])
    expect(await database.sql`select id, status, attempts from notices`).toEqual([
      { id, status: 'pending', attempts: 0 },
    ])
  })

  it('says what it would send, and sends nothing', async () => {
    await refuseMany(database.sql, 2)
    await failNotice(database.sql, { id: randomUUID() })
    expect(await replay('--all', '--dry-run')).toMatchObject({
      code: 0,
      out: ['would send 2 events and 1 notices again'],
    })
    expect((await replay(uidOf('/test', 'many-1'), '--dry-run')).out[0]).toContain('a fault')
    expect(await database.sql`select from outbox`).toEqual([])
    expect(await rows()).toEqual([0, 1].map(() => ({ replays: 0, sent: false })))
  })

  it.each<[string[], string]>([
    [[], 'an ID or a filter is needed, or --all'],
    [[UID, '--reason', 'x'], 'give either IDs or a filter, not both'],
    [[UID, '--all'], 'give either IDs or a filter, not both'],
    [['--all', '--payload', 'x'], '--payload is for one ID'],
    [[UID, randomUUID(), '--payload', 'x'], '--payload is for one ID'],
    [['--all', '--force'], '--force is for IDs'],
    [['--all', '--timeout', 'soon'], '--timeout: "soon" is no span'],
    [['--resume', 'x'], '--resume: "x" is no id of a replay'],
    [['--resume', UID, '--all'], '--resume goes on'],
    [['--resume', randomUUID()], 'there is no replay'],
    [[randomUUID()], 'there is no dead letter with the id'],
    [['--stage', 'nowhere'], 'no dead letter matches'],
    [['--reason', ' '], '--reason: is empty'],
    [['--kind', 'letter'], '--kind: "letter" is none of'],
  ])('answers %j with the reason', async (args, reason) => {
    const { code, err } = await replay(...args)
    expect([code, err[0]]).toEqual([2, expect.stringContaining(reason)])
  })

  it('sends none of several when one is not there, and reads no file that is not', async () => {
    await rejectEvents(database.sql, [refusedEvent('x')])
    expect((await replay(UID, randomUUID())).code).toBe(2)
    expect((await replay(UID, '--payload', join(folder, 'none'))).err[0]).toContain("none: can't be read: ENOENT")
    expect(await rows()).toEqual([{ replays: 0, sent: false }])
  })

  it('says what is wrong with its environment', async () => {
    const { code, err } = await run(['replay', '--all'], { DATABASE_URL: database.url, AUDITFLOW_REDACT: 'a..b' })
    expect([code, err.join()]).toEqual([2, expect.stringContaining('AUDITFLOW_REDACT')])
  })
})
