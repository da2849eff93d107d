import { readRate, until } from './measure.ts'
import type { Bench } from './place.ts'
import { eventBodies } from './traffic.ts'

const SECONDS = 60
const BATCH = 100
const SENDERS = 4
/** Senders wait while more than this is under way: what is measured is what the whole path sustains, not a queue. */
const MAX_UNDER_WAY = 3_000

/** Events a second from webhook batches to committed and judged, sustained for a minute. */
export async function measureThroughput({ runner, sql }: Bench): Promise<{ eventsPerSecond: number; stored: number }> {
  const bodies = eventBodies(BATCH)
  let sent = 0
  let stored = 0
  let running = true
  const count = async () => Number((await sql`select count(*)::int as n from event_ids`)[0]?.['n'] ?? 0)
  const before = await count()
  const watch = (async () => {
    while (running) {
      stored = (await count()) - before
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  const end = performance.now() + SECONDS * 1_000
  const send = async () => {
    while (performance.now() < end) {
      if (sent - stored > MAX_UNDER_WAY) await new Promise((resolve) => setTimeout(resolve, 10))
      else {
        sent += BATCH
        await post(runner, bodies.next())
      }
    }
  }
  const rate = readRate()
  await Promise.all(Array.from({ length: SENDERS }, send))
  await until(async () => (await count()) - before >= sent)
  const seconds = rate.seconds()
  running = false
  await watch
  return { eventsPerSecond: sent / seconds, stored: sent }
}

async function post({ url, token, output }: Bench['runner'], body: string): Promise<void> {
  const answer = await fetch(`${url}/function/audit-event-webhook/sources/json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  })
  await answer.arrayBuffer()
  if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}:\n${output().slice(-2_000)}`)
}
