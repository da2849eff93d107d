import { describe, expect, it } from 'vitest'
import { switchOn } from '../../shared/store/notices/switch-channel.ts'
import { sendDue } from './send-due.ts'
import { gate } from './testing/gate.ts'
import { busy, fakeChannel, START, setUpSending } from './testing/sending.ts'

const bench = setUpSending()
const MINUTE = 60_000

describe('the breaker of a channel', () => {
  it('opens after five failures in a row, and what waits costs no attempt', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    const ids = await bench.plan('ops/slack/0', 40)
    const { nextDueAt } = await sendDue(bench.ports())
    expect(nextDueAt).toBe(START + 30_000)
    expect(slack.got.length).toBeGreaterThanOrEqual(5)
    expect(slack.got.length).toBeLessThanOrEqual(8)
    const tried = new Set(slack.got.map(({ id }) => id))
    for (const id of ids.filter((one) => !tried.has(one)))
      expect(await bench.row(id)).toMatchObject({ status: 'pending', attempts: 0, claim: null })
    expect(bench.lines('error')).toMatchObject([
      { message: 'channel left alone, since it keeps failing', fields: { until: '2026-11-25T07:30:30.000Z' } },
    ])
    const sent = slack.got.length
    bench.now = nextDueAt! - 1
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt })
    expect(slack.got).toHaveLength(sent)
  })

  it('lets one notice try, of two processes that ask at the same moment, and rests twice as long when that fails', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    await bench.plan('ops/slack/0', 40)
    const other = bench.otherProcess()
    bench.now = (await sendDue(bench.ports())).nextDueAt!
    for (const rest of [60_000, 120_000, 240_000, 480_000, 600_000, 600_000]) {
      const before = slack.got.length
      const ends = await Promise.all([sendDue(bench.ports()), sendDue(other), sendDue(other)])
      expect(slack.got).toHaveLength(before + 1)
      // Who asked while the one was trying looks again when its claim would end, or knows when the rest ends.
      expect(Math.max(...ends.map(({ nextDueAt }) => nextDueAt! - bench.now))).toBe(Math.max(rest, MINUTE))
      bench.now += rest
    }
  })

  it('closes when the one that tries gets through, and what was put off is sent without waiting', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    const ids = await bench.plan('ops/slack/0')
    for (const wait of [0, 5_500, 330_000]) {
      bench.now += wait
      await sendDue(bench.ports())
    }
    const put = (await bench.row(ids[0]!)).next_try_at!.getTime()
    expect(put - bench.now).toBeGreaterThanOrEqual(30 * MINUTE)
    ids.push(...(await bench.plan('ops/slack/0', 40)))
    bench.now = (await sendDue(bench.ports())).nextDueAt!
    expect(bench.now).toBeLessThan(put)
    slack.reply = () => ({ kind: 'sent' })
    const [one, two] = await Promise.all([sendDue(bench.ports()), sendDue(bench.otherProcess())])
    expect([one.nextDueAt, two.nextDueAt]).toContain(null)
    for (const id of ids) expect(await bench.row(id)).toMatchObject({ status: 'sent' })
    expect(await bench.channel('ops/slack/0')).toMatchObject({ failures: 0, open_until: null })
    expect(bench.lines('info')).toContainEqual(expect.objectContaining({ message: 'channel answers again' }))
  })

  it('is no matter of another channel: 1,000 notices on a dead one delay none elsewhere', async () => {
    const dead = fakeChannel('ops/email/0', 'email')
    const hanging = gate()
    dead.reply = async () => {
      await hanging.opened
      return busy()
    }
    const alive = fakeChannel('ops/slack/0')
    const arrived = gate()
    alive.reply = (_, time) => {
      if (time === 50) arrived.open()
      return { kind: 'sent' }
    }
    bench.channels = [dead, alive]
    await bench.plan('ops/email/0', 1_000)
    await bench.plan('ops/slack/0', 50)
    const sending = sendDue(bench.ports())
    await arrived.opened
    expect(dead.got.length).toBeLessThanOrEqual(4)
    hanging.open()
    await sending
    expect(dead.got.length).toBeLessThanOrEqual(8)
    const [left] = await bench.database.sql`
      select count(*)::int as untried from notices where channel = 'ops/email/0' and status = 'pending' and attempts = 0`
    expect(left).toEqual({ untried: 1_000 - dead.got.length })
  })
})

describe('a channel that answers 410', () => {
  const off = async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => ({ kind: 'gone', reason: 'hooks.example answered 410' })
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      attempts: 1,
      last_error: 'hooks.example answered 410',
    })
    return slack
  }

  it('is switched off, which is logged, and what comes later fails with that reason', async () => {
    const slack = await off()
    expect(await bench.channel('ops/slack/0')).toMatchObject({
      off_at: new Date(START),
      off_reason: 'hooks.example answered 410',
    })
    expect(bench.lines('error').map(({ message }) => message)).toEqual(['notice failed', 'channel switched off'])
    const [id] = await bench.plan('ops/slack/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(slack.got).toHaveLength(1)
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      attempts: 0,
      last_error: 'the channel is switched off: hooks.example answered 410',
    })
    expect(await bench.attempts(id!)).toEqual([])
  })

  it('is sent to again once it is switched on by hand', async () => {
    const slack = await off()
    slack.reply = () => ({ kind: 'sent' })
    expect(await switchOn(bench.database.sql, 'ops/slack/0')).toBe(true)
    expect(await switchOn(bench.database.sql, 'ops/slack/9')).toBe(false)
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({ status: 'sent' })
  })

  it('is sent to again with other settings', async () => {
    await off()
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    bench.channels = [changed]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({ status: 'sent' })
    expect(await bench.channel('ops/slack/0')).toMatchObject({ off_at: null, off_reason: null, failures: 0 })
  })
})

describe('a channel with other settings', () => {
  it('is not left alone for what the old ones did', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    await bench.plan('ops/slack/0', 10)
    await sendDue(bench.ports())
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    bench.channels = [changed]
    await sendDue(bench.ports())
    expect(changed.got.length).toBe(10 - slack.got.length)
    expect(await bench.channel('ops/slack/0')).toMatchObject({ failures: 0, open_until: null })
  })

  it('is not judged by an answer to the old ones', async () => {
    const slack = fakeChannel('ops/slack/0')
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    slack.reply = async () => {
      bench.channels = [changed]
      await bench.plan('ops/slack/0')
      await sendDue(bench.otherProcess())
      return { kind: 'gone', reason: 'hooks.example answered 410' }
    }
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(changed.got).toHaveLength(1)
    expect(await bench.row(id!)).toMatchObject({ status: 'failed' })
    expect(await bench.channel('ops/slack/0')).toMatchObject({ off_at: null })
  })
})

describe('a channel that is not in the routing any more', () => {
  it('fails what waits there, after ten minutes in which an older routing may still be in use', async () => {
    const [id] = await bench.plan('gone/slack/0')
    bench.channels = [fakeChannel('ops/slack/0')]
    await bench.plan('ops/slack/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 10 * MINUTE })
    expect(bench.channels[0]?.got).toHaveLength(1)
    bench.now += 10 * MINUTE
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      last_error: 'the channel is not in the routing any more',
    })
    expect(bench.lines('error')).toMatchObject([{ message: 'notice failed', fields: { notice_id: id } }])
  })

  it('gives up more than one statement takes', async () => {
    await bench.plan('gone/slack/0', 1_200)
    bench.now += 10 * MINUTE
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(bench.lines('error')).toHaveLength(1_200)
  })
})
