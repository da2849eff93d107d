import { describe, expect, it } from 'vitest'
import { claimNotices } from '../../shared/store/notices/claim-notices.ts'
import { sendDue } from './send-due.ts'
import { gate } from './testing/gate.ts'
import { busy, fakeChannel, START, setUpSending } from './testing/sending.ts'

const bench = setUpSending()

describe('a claim', () => {
  const channel = { name: 'ops/slack/0', fingerprint: 'f-ops/slack/0', rateLimit: null, digests: true, lanes: 4 }

  it('that ends unrecorded is sent again with the same id, and counts as an attempt', async () => {
    const slack = fakeChannel('ops/slack/0')
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    const { claimed } = await claimNotices(bench.database.sql, channel, bench.now)
    for (const { notice } of claimed) await slack.channel.send(notice, bench.now)
    // Here the process is killed.
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 60_000 })
    expect(slack.got).toHaveLength(1)
    bench.now += 60_000
    const { nextDueAt } = await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({ status: 'pending', attempts: 1, claim: null })
    expect(await bench.attempts(id!)).toMatchObject([
      { status: 'failed', detail: expect.stringContaining('nothing was recorded') },
    ])
    expect(bench.lines('warn')).toMatchObject([
      { message: 'notice not sent yet', fields: { notice_id: id, attempt: 1 } },
    ])
    expect(bench.counted).toEqual(['ops/slack/0 firing passing'])
    expect(await bench.channel('ops/slack/0')).toMatchObject({ failures: 0 })
    bench.now = nextDueAt!
    await sendDue(bench.ports())
    expect(slack.got.map((notice) => notice.id)).toEqual([id, id])
    expect(await bench.row(id!)).toMatchObject({ status: 'sent', attempts: 2 })
  })

  it('that was lost to another process records nothing', async () => {
    const slack = fakeChannel('ops/slack/0')
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    const other = bench.otherProcess()
    slack.reply = async (_, time) => {
      if (time === 1) {
        bench.now += 60_000
        bench.now = (await sendDue(other)).nextDueAt!
        await sendDue(other)
        return busy()
      }
      return { kind: 'sent' }
    }
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(2)
    expect(await bench.row(id!)).toMatchObject({ status: 'sent', attempts: 2, last_error: null })
    expect((await bench.attempts(id!)).map(({ status }) => status)).toEqual(['failed', 'sent'])
    expect(bench.lines('warn')).toContainEqual(
      expect.objectContaining({ message: 'an attempt was not recorded: its claim had ended' }),
    )
  })

  it('that has ended records nothing either while nobody has taken the notice since', async () => {
    const slack = fakeChannel('ops/slack/0')
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    slack.reply = async () => {
      bench.now += 60_000
      await sendDue(bench.otherProcess())
      return { kind: 'permanent', reason: 'hooks.example answered 400' }
    }
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(1)
    expect(await bench.row(id!)).toMatchObject({ status: 'pending', attempts: 1 })
    expect(await bench.attempts(id!)).toHaveLength(1)
  })

  it('of a notice that ends every process is given up after ten', async () => {
    bench.channels = [fakeChannel('ops/slack/0')]
    const [id] = await bench.plan('ops/slack/0')
    for (let time = 1; time <= 10; time++) {
      const { claimed } = await claimNotices(bench.database.sql, channel, bench.now)
      expect(claimed.map(({ attempt }) => attempt)).toEqual([time])
      bench.now += 60_000
      const { nextAt } = await claimNotices(bench.database.sql, channel, bench.now)
      bench.now = nextAt ?? bench.now
    }
    expect(await bench.row(id!)).toMatchObject({ status: 'failed', attempts: 10 })
  })

  it('is given to one of many who ask at the same time, a few of a channel in all', async () => {
    await bench.plan('ops/slack/0', 30)
    const pools = [bench.database.sql, bench.otherProcess().sql, bench.otherProcess().sql]
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, index) => claimNotices(pools[index % 3]!, channel, bench.now)),
    )
    const ids = claims.flatMap(({ claimed }) => claimed.map(({ notice }) => notice.id))
    expect(ids).toHaveLength(4)
    expect(new Set(ids).size).toBe(4)
  })
})

describe('answers that come at the same time', () => {
  it('are recorded together, each for itself, and the console takes many at a time', async () => {
    const console = fakeChannel('ops/console/0', 'console')
    console.reply = ({ id }) => (id === odd ? { kind: 'permanent', reason: 'no' } : { kind: 'sent' })
    bench.channels = [console]
    const ids = await bench.plan('ops/console/0', 150)
    const odd = ids[7]
    await sendDue(bench.ports())
    const rows = await bench.database.sql`
      select status, count(*)::int as notices, count(distinct xmin::text)::int as transactions
      from notices group by status order by status`
    expect(rows).toMatchObject([
      { status: 'failed', notices: 1, transactions: 1 },
      { status: 'sent', notices: 149, transactions: 2 },
    ])
    expect(bench.counted.filter((one) => one.endsWith(' sent'))).toHaveLength(149)
    expect(await bench.attempts(odd!)).toMatchObject([{ status: 'failed', detail: 'no' }])
  })

  it('and of which one lost its claim leave the others as they are', async () => {
    const slack = fakeChannel('ops/slack/0')
    bench.channels = [slack]
    const ids = await bench.plan('ops/slack/0', 4)
    const all = gate()
    slack.reply = async (_, time) => {
      if (time === 4) {
        await bench.database.sql`update notices set claim = gen_random_uuid() where id = ${ids[0]!}`
        all.open()
      }
      await all.opened
      return { kind: 'sent' }
    }
    await sendDue(bench.ports())
    expect(bench.counted).toHaveLength(3)
    expect(bench.lines('warn')).toMatchObject([{ fields: { notice_id: ids[0] } }])
    const rows = await Promise.all(ids.map((id) => bench.row(id)))
    expect(rows.map(({ status }) => status)).toEqual(['pending', 'sent', 'sent', 'sent'])
  })
})
