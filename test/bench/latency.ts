import { percentile, until } from './measure.ts'
import type { Bench } from './place.ts'
import { eventText } from './traffic.ts'

const SECONDS = 30
/** Not counted: the functions start from zero and warm up. */
const WARM_UP_SECONDS = 5
const PER_SECOND = 500
const BATCH = 5
const POLL_MS = 10

/** From POST to stored, at 500 events a second in requests of 5; stored means that another connection sees it. */
export async function measureLatency({ runner, sql }: Bench): Promise<{ p50: number; p99: number; max: number }> {
  const postedAt = new Map<string, number>()
  const latencies: number[] = []
  const counted = Date.now() + WARM_UP_SECONDS * 1_000
  let running = true
  const watch = (async () => {
    while (running || postedAt.size > 0) {
      const since = new Date(Math.min(...postedAt.values(), Date.now()) - 1).toISOString()
      const rows = await sql<{ serial: string }[]>`
        select raw ->> 'serial' as serial from audit_events where time >= ${since}`
      const now = Date.now()
      for (const { serial } of rows) {
        const posted = postedAt.get(serial)
        if (posted === undefined || !postedAt.delete(serial)) continue
        if (posted >= counted) latencies.push(now - posted)
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS))
    }
  })()
  const requests: Promise<void>[] = []
  const started = performance.now()
  for (let sent = 0; sent < (WARM_UP_SECONDS + SECONDS) * PER_SECOND; sent += BATCH) {
    const due = started + (sent / PER_SECOND) * 1_000
    const early = due - performance.now()
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early))
    requests.push(post(runner, postedAt))
  }
  await Promise.all(requests)
  running = false
  await until(async () => postedAt.size === 0)
  await watch
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), max: Math.max(...latencies) }
}

async function post({ url, token, output }: Bench['runner'], postedAt: Map<string, number>): Promise<void> {
  const now = Date.now()
  const events = Array.from({ length: BATCH }, () => eventText(now))
  for (const event of events) postedAt.set(String(JSON.parse(event).serial), now)
  const answer = await fetch(`${url}/function/audit-event-webhook/sources/json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: `[${events.join(',')}]`,
  })
  await answer.arrayBuffer()
  if (answer.status !== 202) throw new Error(`the webhook answered ${answer.status}:\n${output().slice(-2_000)}`)
}
