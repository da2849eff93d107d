import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sendDue } from './send-due.ts'
import { busy, fakeChannel, START, setUpSending } from './testing/sending.ts'

const bench = setUpSending()
const rateLimit = { max: 20, perMs: 60_000 }

describe('more notices than a channel takes', () => {
  it('go together in the last place there is, and tell all that they would have told', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit })
    bench.channels = [slack]
    const ids = await bench.plan('ops/slack/0', 34)
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(slack.got).toHaveLength(20)
    const digests = slack.got.filter(({ kind }) => kind === 'digest')
    expect(digests).toMatchObject([{ text: '15 notices together, since more than 20 a minute would have come.' }])
    expect(digests[0]?.alerts).toHaveLength(15)
    const rows = await Promise.all(ids.map((id) => bench.row(id)))
    expect(rows.filter(({ status }) => status === 'sent')).toHaveLength(19)
    expect(rows.filter(({ status, digest }) => status === 'digested' && digest === digests[0]?.id)).toHaveLength(15)
    expect(await bench.row(digests[0]!.id)).toMatchObject({ status: 'sent', attempts: 1 })
    const [links] = await bench.database.sql`
      select count(*)::int as alerts from notice_alerts where notice_id = ${digests[0]!.id}`
    expect(links).toEqual({ alerts: 15 })
  })

  it('wait until there is room, and then go together', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit })
    bench.channels = [slack]
    await bench.plan('ops/slack/0', 20)
    await sendDue(bench.ports())
    bench.now += 10_000
    const ids = await bench.plan('ops/slack/0', 30)
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 60_000 })
    expect(slack.got).toHaveLength(20)
    for (const id of ids) expect(await bench.row(id)).toMatchObject({ status: 'pending', attempts: 0 })
    bench.now = START + 60_000
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(40)
    expect(slack.got.at(-1)).toMatchObject({ kind: 'digest', text: expect.stringMatching(/^11 notices/) })
  })

  it('go alone where only one waits', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit: { max: 1, perMs: 60_000 } })
    bench.channels = [slack]
    await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    await bench.plan('ops/slack/0')
    bench.now = (await sendDue(bench.ports())).nextDueAt!
    await sendDue(bench.ports())
    expect(slack.got.map(({ kind }) => kind)).toEqual(['firing', 'firing'])
  })

  it.each(['pagerduty', 'opsgenie', 'oncall', 'webhook', 'standard_webhook'] as const)(
    'only wait for %s, which knows alerts by their group',
    async (kind) => {
      const fake = fakeChannel('ops/x/0', kind, { rateLimit: { max: 3, perMs: 60_000 } })
      bench.channels = [fake]
      const ids = await bench.plan('ops/x/0', 8)
      for (let minute = 0; minute < 3; minute++) {
        const { nextDueAt } = await sendDue(bench.ports())
        expect(nextDueAt).toBe(minute === 2 ? null : bench.now + 60_000)
        bench.now += 60_000
      }
      expect(fake.got.map(({ id }) => id).sort()).toEqual([...ids].sort())
    },
  )

  it('keep one that may have been received out of a digest: it goes again under its own id', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit: { max: 1, perMs: 60_000 } })
    slack.reply = (_, time) => (time === 1 ? busy() : { kind: 'sent' })
    bench.channels = [slack]
    const [tried] = await bench.plan('ops/slack/0')
    bench.now = (await sendDue(bench.ports())).nextDueAt!
    await bench.plan('ops/slack/0', 3)
    for (let minute = 0; minute < 3; minute++) {
      await sendDue(bench.ports())
      bench.now += 60_000
    }
    expect(slack.got.map(({ kind }) => kind).sort()).toEqual(['digest', 'firing', 'firing'])
    expect(await bench.row(tried!)).toMatchObject({ status: 'sent', attempts: 2 })
  })

  it('keep one that is replayed out of a digest, too', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit: { max: 1, perMs: 60_000 } })
    slack.reply = (_, time) => (time === 1 ? { kind: 'permanent', reason: 'answered 400' } : { kind: 'sent' })
    bench.channels = [slack]
    const [failed] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    await bench.plan('ops/slack/0', 2)
    await bench.database.sql`
      update notices set status = 'pending', attempts = 0, next_try_at = ${new Date(bench.now)} where id = ${failed!}`
    for (let minute = 0; minute < 2; minute++) {
      await sendDue(bench.ports())
      bench.now += 60_000
    }
    expect(slack.got.map(({ kind }) => kind).sort()).toEqual(['digest', 'firing', 'firing'])
    expect(await bench.row(failed!)).toMatchObject({ status: 'sent' })
  })

  it('try a digest again that failed, as it is', async () => {
    const slack = fakeChannel('ops/slack/0', 'slack', { rateLimit: { max: 1, perMs: 60_000 } })
    slack.reply = (_, time) => (time === 1 ? busy() : { kind: 'sent' })
    bench.channels = [slack]
    await bench.plan('ops/slack/0', 3)
    bench.now = (await sendDue(bench.ports())).nextDueAt!
    await sendDue(bench.ports())
    expect(slack.got).toHaveLength(2)
    expect(slack.got[1]).toEqual(slack.got[0])
  })
})

describe('each notice', () => {
  it('is told exactly once, alone or in one digest, and never more than allowed, whoever sends at the same time', async () => {
    const step = fc.record({
      plan: fc.integer({ min: 0, max: 12 }),
      wait: fc.integer({ min: 0, max: 40_000 }),
      senders: fc.integer({ min: 1, max: 4 }),
      fails: fc.constantFrom(0, 0, 0.2),
    })
    const limits = fc.record({ max: fc.integer({ min: 1, max: 9 }), perMs: fc.constantFrom(10_000, 60_000) })
    const processes = [bench.ports(), bench.otherProcess(), bench.otherProcess()]
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 6 }),
      limits,
      fc.boolean(),
      async (steps, limit, takesDigests) => {
        await bench.database.sql`truncate notices, channels cascade`
        const fake = fakeChannel('ops/x/0', takesDigests ? 'slack' : 'pagerduty', { rateLimit: limit })
        const told: { id: string; at: number }[] = []
        let failing = 0
        let turn = 0
        fake.reply = async (notice) => {
          turn += 1
          await new Promise(setImmediate)
          if (turn * failing >= 1) {
            turn = 0
            return busy()
          }
          told.push({ id: notice.id, at: bench.now })
          return { kind: 'sent' }
        }
        bench.channels = [fake]
        const ids: string[] = []
        for (const { plan, wait, senders, fails } of steps) {
          failing = fails
          if (plan > 0) ids.push(...(await bench.plan('ops/x/0', plan)))
          await Promise.all(Array.from({ length: senders }, (_, index) => sendDue(processes[index % 3]!)))
          bench.now += wait
        }
        failing = 0
        for (let next: number | null = bench.now; next !== null; ) {
          bench.now = Math.max(next, bench.now)
          const ends = await Promise.all(processes.map((ports) => sendDue(ports)))
          next = ends.some(({ nextDueAt }) => nextDueAt === null)
            ? null
            : Math.min(...ends.map((end) => end.nextDueAt!))
        }
        const rows = await Promise.all(ids.map((id) => bench.row(id)))
        const tellings = new Set(told.map(({ id }) => id))
        expect(tellings.size).toBe(told.length)
        for (const [index, { status, digest }] of rows.entries())
          if (status === 'digested') expect([takesDigests, tellings.has(digest!)]).toEqual([true, true])
          else expect([status, tellings.has(ids[index]!)]).toEqual(['sent', true])
        for (const { at } of told)
          expect(told.filter((one) => one.at > at - limit.perMs && one.at <= at).length).toBeLessThanOrEqual(limit.max)
      },
    )
    await fc.assert(property, { numRuns: 25 })
  }, 120_000)
})
