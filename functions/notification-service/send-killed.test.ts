import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../test/helpers/until.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import type { SenderOrders } from './testing/sender.ts'
import { setUpSending } from './testing/sending.ts'

const bench = setUpSending()
/** A claim of a minute ends after 0.6 s, and the wait of five minutes after 3 s. */
const SPEED = 100
const folder = mkdtempSync(join(tmpdir(), 'senders-'))
const program = join(folder, 'sender.cjs')
let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
  const entryPoints = ['functions/notification-service/testing/sender.ts']
  await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' })
})
afterAll(async () => {
  await receiver.close()
  rmSync(folder, { recursive: true })
})

describe('two senders that are killed again and again, with the database cutting connections', () => {
  it('record each notice as told exactly once, and repeat only what they had not recorded', async () => {
    const channels: SenderOrders['channels'] = [
      { name: 'ops/slack/0', kind: 'slack', rateLimit: { max: 5, perMs: 60_000 } },
      { name: 'ops/email/0', kind: 'email', rateLimit: null },
      { name: 'ops/pagerduty/0', kind: 'pagerduty', rateLimit: { max: 200, perMs: 60_000 } },
    ]
    const orders = {
      databaseUrl: bench.database.url,
      receiver: receiver.url.href,
      speed: SPEED,
      since: Date.now(),
      channels,
    }
    receiver.reply = (message) => ({ status: message % 17 === 0 ? 503 : 200 })
    bench.now = orders.since
    const ids: string[] = []
    for (const { name } of channels) ids.push(...(await bench.plan(name, 200)))
    await withKills(orders, 6_000, async () => {
      for (const { name } of channels) ids.push(...(await bench.plan(name, 5)))
    })
    await expectEachToldOnce(ids)
  }, 120_000)
})

/** Kills senders for so long, then lets two finish. */
async function withKills(orders: SenderOrders, forMs: number, meanwhile: () => Promise<void>): Promise<void> {
  const env = { ORDERS: JSON.stringify(orders) }
  const start = () => spawn(process.execPath, [program], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  const senders: ChildProcess[] = [start(), start()]
  const end = Date.now() + forMs
  try {
    for (let turn = 0; Date.now() < end; turn++) {
      await sleep(150 + ((turn * 97) % 300))
      await meanwhile()
      const victim = senders[turn % 2]!
      victim.kill('SIGKILL')
      await once(victim, 'exit')
      senders[turn % 2] = start()
      if (turn % 4 === 3)
        await bench.database.sql`
          select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and application_name = 'sender'`
    }
    await until(
      'nothing to be pending',
      async () => {
        const [row] = await bench.database.sql`select count(*)::int as left from notices where status = 'pending'`
        return row?.['left'] === 0
      },
      90_000,
    )
  } finally {
    for (const sender of senders) sender.kill('SIGKILL')
  }
}

type Told = { id: string; status: string; kind: string; digest: string | null; sent: number; lost: number }

async function expectEachToldOnce(ids: readonly string[]): Promise<void> {
  const rows = await bench.database.sql<Told[]>`
    select n.id, n.status, n.kind, n.digest, count(a.id) filter (where a.status = 'sent')::int as sent,
           count(a.id) filter (where a.status = 'failed')::int as lost
    from notices n left join notice_attempts a on a.notice_id = n.id group by n.id`
  const received = new Map<string, number>()
  for (const { headers } of receiver.received) {
    const id = String(headers['webhook-id'])
    received.set(id, (received.get(id) ?? 0) + 1)
  }
  const byId = new Map(rows.map((row) => [row.id, row]))
  expect(rows.filter(({ kind }) => kind !== 'digest')).toHaveLength(ids.length)
  for (const id of ids) {
    const row = byId.get(id)!
    if (row.status === 'digested')
      expect([received.get(id), row.sent, byId.get(row.digest!)?.status]).toEqual([undefined, 0, 'sent'])
    else expect([row.status, row.sent]).toEqual(['sent', 1])
  }
  for (const [id, times] of received) expect(times).toBeLessThanOrEqual(1 + byId.get(id)!.lost)
  // It was a test: something was lost and repeated, and some went together.
  expect(rows.some(({ lost }) => lost > 0) && rows.some(({ kind }) => kind === 'digest')).toBe(true)
}
