import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { connect } from '../connect.ts'
import { announceSilences } from './announce-silences.ts'
import { endSilence } from './end-silence.ts'
import { HOUR, labelled, MINUTE, NOW, saved } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.sql`truncate silences, notices cascade`
  await database.sql`delete from alerts`
})

const receiver = { name: 'ops', channels: [{ name: 'ops/slack/0' }, { name: 'ops/email/0' }] }
const announce = (now: number, sql = database.sql) => announceSilences(sql, { now, receiver })
const notices = () => database.sql`
  select id, receiver, channel, kind, step, status, attempts, group_id, notice,
    extract(epoch from next_try_at) * 1000 = extract(epoch from created_at) * 1000 as at_once
  from notices order by channel`
const texts = async () => [...new Set((await notices()).map(({ notice }) => notice.text))]

describe('announcing that silences end', () => {
  it('tells every channel of the receiver, a quarter of an hour before', async () => {
    const id = await saved(database.sql, { matchers: 'product=okta' })
    for (const status of ['open', 'open', 'open', 'acknowledged', 'resolved'])
      await labelled(database.sql, { product: ['okta'] }, { status })
    await labelled(database.sql, { product: ['github'] })
    expect(await announce(NOW + 2 * HOUR - 15 * MINUTE - 1)).toBe(0)
    expect(await notices()).toHaveLength(0)
    expect(await announce(NOW + 2 * HOUR - 15 * MINUTE)).toBe(1)
    const [email, slack] = await notices()
    expect([email?.['channel'], slack?.['channel']]).toEqual(['ops/email/0', 'ops/slack/0'])
    expect(slack).toMatchObject({
      receiver: 'ops',
      kind: 'silence_ending',
      step: 0,
      status: 'pending',
      attempts: 0,
      group_id: null,
      at_once: true,
      notice: {
        id: slack?.['id'],
        kind: 'silence_ending',
        step: 0,
        receiver: 'ops',
        channel: 'ops/slack/0',
        groupKey: `silence ${id}`,
        groupLabels: {},
        alerts: [],
        omitted: 0,
        at: NOW + 2 * HOUR - 15 * MINUTE,
        text: 'Silence of ann ("maintenance") ends at 2026-11-25T09:30:00Z; 3 alerts that are open now will be told',
      },
    })
    expect(email?.['id']).not.toBe(slack?.['id'])
  })

  it('does it once', async () => {
    await saved(database.sql)
    const at = NOW + 2 * HOUR - MINUTE
    expect([await announce(at), await announce(at), await announce(at + 10 * MINUTE)]).toEqual([1, 0, 0])
    expect(await notices()).toHaveLength(2)
  })

  it('waits for half the time where a silence is short', async () => {
    await saved(database.sql, { endsAt: NOW + 10 * MINUTE })
    expect([await announce(NOW + 5 * MINUTE - 1), await announce(NOW + 5 * MINUTE)]).toEqual([0, 1])
  })

  it('still tells of one that has ended while nobody looked, but not of old ones', async () => {
    await saved(database.sql)
    expect(await announce(NOW + 2 * HOUR + 25 * HOUR)).toBe(0)
    expect(await announce(NOW + 2 * HOUR + 23 * HOUR)).toBe(1)
    expect(await texts()).toEqual([
      'Silence of ann ("maintenance") ended at 2026-11-25T09:30:00Z; no alert that is open now was muted by it alone',
    ])
  })

  it('does not count alerts that another silence goes on muting', async () => {
    const one = await saved(database.sql, { matchers: 'product=okta', endsAt: NOW + HOUR })
    await saved(database.sql, { matchers: 'user=b', endsAt: NOW + 3 * HOUR })
    await labelled(database.sql, { product: ['okta'], user: ['a'] })
    await labelled(database.sql, { product: ['okta'], user: ['b'] })
    await announce(NOW + HOUR - MINUTE)
    expect((await notices())[0]?.['notice']).toMatchObject({
      groupKey: `silence ${one}`,
      text: expect.stringContaining('; 1 alert that is open now will be told'),
    })
  })

  it('says nothing of one that somebody ended, or replaced', async () => {
    const ended = await saved(database.sql)
    await endSilence(database.sql, ended, { by: 'bob', now: NOW + HOUR })
    const replaced = await saved(database.sql)
    await saved(database.sql, { replaces: replaced, at: NOW + HOUR, endsAt: NOW + 9 * HOUR })
    expect(await announce(NOW + HOUR)).toBe(0)
    expect(await announce(NOW + 2 * HOUR)).toBe(0)
  })

  it('cuts a long comment and leaves hostile characters out', async () => {
    await saved(database.sql, { comment: `line\nbreak ${'x'.repeat(1_000)}` })
    await announce(NOW + 2 * HOUR)
    const [text] = await texts()
    expect(text).toMatch(/^Silence of ann \("line break x+…"\) ended/)
    expect(text!.length).toBeLessThan(400)
  })

  it('is done once by two processes that do it at the same time', async () => {
    for (let i = 0; i < 50; i++) await saved(database.sql, { comment: `number ${i}` })
    const other = connect(database.url)
    const done: number[] = []
    const work = async (sql: typeof other): Promise<void> => {
      for (let count = 1; count > 0; ) {
        count = await announce(NOW + 2 * HOUR, sql)
        done.push(count)
      }
    }
    await Promise.all([work(database.sql), work(database.sql), work(other), work(other)])
    await work(other)
    await other.end()
    expect(done.reduce((sum, count) => sum + count, 0)).toBe(50)
    expect(await notices()).toHaveLength(100)
    expect(await texts()).toHaveLength(50)
  })
})
