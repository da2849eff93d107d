import { describe, expect, it } from 'vitest'
import { until } from '../../test/helpers/until.ts'
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

describe('a channel that hangs', () => {
  it('does not hold up what is planned for another meanwhile, also when nobody else sends', async () => {
    const slow = fakeChannel('ops/email/0', 'email')
    const fast = fakeChannel('ops/slack/0')
    const arrived = gate()
    slow.reply = async () => {
      await arrived.opened
      return { kind: 'sent' }
    }
    fast.reply = () => {
      arrived.open()
      return { kind: 'sent' }
    }
    bench.channels = [slow, fast]
    await bench.plan('ops/email/0')
    const sending = sendDue(bench.ports())
    await until('the slow one to be asked', () => slow.got.length === 1)
    await bench.plan('ops/slack/0')
    expect(await sending).toEqual({ nextDueAt: null })
    expect(fast.got).toHaveLength(1)
  })

  it('is waited for when the service is to end, and nothing more is begun', async () => {
    const slow = fakeChannel('ops/email/0', 'email')
    bench.channels = [slow, fakeChannel('ops/slack/0')]
    let isEnding = false
    slow.reply = async () => {
      isEnding = true
      await bench.plan('ops/slack/0')
      return { kind: 'sent' }
    }
    const ids = await bench.plan('ops/email/0', 20)
    expect(await sendDue(bench.ports({ isEnding: () => isEnding }))).toEqual({ nextDueAt: START })
    const rows = await Promise.all(ids.map((id) => bench.row(id)))
    expect(rows.filter(({ status }) => status === 'sent')).toHaveLength(4)
    expect(rows.filter(({ status, claim }) => status === 'pending' && claim === null)).toHaveLength(16)
    expect(bench.channels[1]?.got).toHaveLength(0)
  })
})
