import { describe, expect, it } from 'vitest'
import { connect } from '../../shared/store/connect.ts'
import { sendDue } from './send-due.ts'
import { busy, fakeChannel, START, setUpSending } from './testing/sending.ts'

const bench = setUpSending()
const HOUR = 3_600_000
const WAITS = [5_000, 300_000, HOUR / 2, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR]

describe('sending what is due', () => {
  it('sends a notice once, records and logs it, and has nothing to wait for then', async () => {
    const slack = fakeChannel('ops/slack/0')
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(slack.got.map((notice) => notice.id)).toEqual([id])
    expect(await bench.row(id!)).toMatchObject({
      status: 'sent',
      attempts: 1,
      claim: null,
      next_try_at: null,
      last_error: null,
      sent_at: new Date(START),
    })
    expect(await bench.attempts(id!)).toEqual([{ at: new Date(START), status: 'sent', detail: null }])
    expect(await bench.channel('ops/slack/0')).toMatchObject({ failures: 0, last_sent_at: new Date(START) })
    expect(bench.log.lines).toEqual([
      {
        level: 'info',
        message: 'notice sent',
        fields: { notice_id: id, channel: 'ops/slack/0', kind: 'firing', attempt: 1 },
      },
    ])
    expect(bench.counted).toEqual(['ops/slack/0 firing sent'])
  })

  it('says when the next is due, and sends nothing before', async () => {
    bench.channels = [fakeChannel('ops/slack/0')]
    await bench.plan('ops/slack/0', 1, { dueAt: START + 60_000 })
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 60_000 })
    expect(bench.channels[0]?.got).toHaveLength(0)
  })

  it('tries ten times as Standard Webhooks proposes, then gives up and says so', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    for (const [index, wait] of WAITS.entries()) {
      const { nextDueAt } = await sendDue(bench.ports())
      expect(slack.got).toHaveLength(index + 1)
      expect(nextDueAt! - bench.now).toBeGreaterThanOrEqual(wait)
      expect(nextDueAt! - bench.now).toBeLessThanOrEqual(Math.max(wait * 1.1, 600_000))
      bench.now = nextDueAt! - 1
      await sendDue(bench.ports())
      expect(slack.got).toHaveLength(index + 1)
      bench.now += 1
    }
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(slack.got.map((notice) => notice.id)).toEqual(Array(10).fill(id))
    expect((bench.now - START) / HOUR).toBeGreaterThan(75)
    const reason = 'hooks.example answered 503; given up after 10 attempts'
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      attempts: 10,
      next_try_at: null,
      last_error: reason,
    })
    expect(await bench.attempts(id!)).toHaveLength(10)
    expect(bench.lines('error')).toContainEqual({
      level: 'error',
      message: 'notice failed',
      fields: { notice_id: id, channel: 'ops/slack/0', kind: 'firing', attempt: 10, reason },
    })
  })

  it('obeys Retry-After: the notice and all else of the channel wait', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = (_, time) => (time === 1 ? busy(2 * HOUR) : { kind: 'sent' })
    bench.channels = [slack]
    const [first] = await bench.plan('ops/slack/0')
    const { nextDueAt } = await sendDue(bench.ports())
    expect(nextDueAt).toBeGreaterThanOrEqual(START + 2 * HOUR)
    const [second] = await bench.plan('ops/slack/0')
    bench.now = START + 2 * HOUR - 1
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 2 * HOUR })
    expect(slack.got).toHaveLength(1)
    expect(await bench.row(second!)).toMatchObject({ status: 'pending', attempts: 0 })
    bench.now = nextDueAt! + 1_000
    await sendDue(bench.ports())
    expect(slack.got.map(({ id }) => id).sort()).toEqual([first, first, second].sort())
  })

  it('fails at once what the far side refuses, and goes on with the rest', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = (_, time) =>
      time === 1 ? { kind: 'permanent', reason: 'hooks.example answered 400' } : { kind: 'sent' }
    bench.channels = [slack]
    const [bad] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    const [good] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(bad!)).toMatchObject({
      status: 'failed',
      attempts: 1,
      last_error: 'hooks.example answered 400',
    })
    expect(await bench.row(good!)).toMatchObject({ status: 'sent' })
    expect(bench.counted).toEqual(['ops/slack/0 firing failed', 'ops/slack/0 firing sent'])
  })

  it('takes a channel that throws as a fault of its own: logged without its text, tried again', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => {
      throw new TypeError('https://hooks.example/hidden-token')
    }
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({
      status: 'pending',
      attempts: 1,
      last_error: 'a fault within AuditFlow: TypeError',
    })
    expect(bench.lines('error')).toMatchObject([{ message: 'a channel threw, which is a fault of AuditFlow' }])
    expect(JSON.stringify(bench.log.lines)).not.toContain('hidden-token')
  })

  it('does not wait forever for a channel that never answers', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => new Promise(() => undefined)
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports({ sendLimitMs: 50 }))
    expect(await bench.row(id!)).toMatchObject({ status: 'pending', last_error: 'gave no answer within 0.05 s' })
  })

  it('holds no connection in a transaction while a channel takes its time', async () => {
    const slack = fakeChannel('ops/slack/0')
    const open: unknown[] = []
    slack.reply = async () => {
      open.push(
        ...(await bench.database.sql`
          select pid from pg_stat_activity
          where datname = current_database() and state like 'idle in transaction%' and pid <> pg_backend_pid()`),
      )
      return { kind: 'sent' }
    }
    bench.channels = [slack]
    await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(1)
    expect(open).toEqual([])
  })

  it('throws Unavailable while the database is away', async () => {
    const sql = connect('postgres://postgres@127.0.0.1:1/nowhere')
    await expect(sendDue(bench.ports({ sql }))).rejects.toMatchObject({ name: 'Unavailable' })
    await sql.end()
  })

  it('tells that something is over after what it ends, also when that has to wait', async () => {
    const pager = fakeChannel('ops/pagerduty/0', 'pagerduty')
    pager.reply = (_, time) => (time === 1 ? busy() : { kind: 'sent' })
    bench.channels = [pager]
    const groupId = '00000000-0000-4000-8000-00000000aaaa'
    const [firing] = await bench.plan('ops/pagerduty/0', 1, { groupId })
    const { nextDueAt } = await sendDue(bench.ports())
    bench.now += 1_000
    const [over] = await bench.plan('ops/pagerduty/0', 1, { groupId, kind: 'resolved' })
    bench.now += 1_000
    const [again] = await bench.plan('ops/pagerduty/0', 1, { groupId })
    const [other] = await bench.plan('ops/pagerduty/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt })
    bench.now = nextDueAt!
    await sendDue(bench.ports())
    expect(pager.got.map(({ id }) => id)).toEqual([firing, other, firing, over, again])
  })
})
