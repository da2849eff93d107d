import { randomUUID } from 'node:crypto'
import { type OutgoingHttpHeaders, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

const AGAIN_MS = 500

/** Where one part is reached: its address, and the place to connect to when that is another. */
export type Address = { url: string; via: string | undefined; token: string }

/**
 * Sends one event as a user would and asks the dashboard for it until it is stored.
 * @throws Error with the last answer, after `seconds`
 */
export async function prove(webhook: Address, dashboard: Address, seconds: number): Promise<{ tookMs: number }> {
  const actor = `deploy-${randomUUID()}`
  const event = { action: 'auditflow.deployed', actor, outcome: 'success' }
  const started = performance.now()
  const deadline = started + seconds * 1_000
  await until(deadline, async () => {
    const { status, body } = await ask(webhook, 'POST', 'sources/json', JSON.stringify(event))
    return status === 202 ? undefined : `the webhook answered ${status} ${body}`
  })
  await until(deadline, async () => {
    const { status, body } = await ask(dashboard, 'GET', `api/v1/events?actor=${actor}`)
    if (status !== 200) return `the dashboard answered ${status} ${body}`
    const { events } = JSON.parse(body) as { events: unknown[] }
    return events.length === 1 ? undefined : `the event was accepted, but ${events.length} of it are stored`
  })
  return { tookMs: performance.now() - started }
}

async function until(deadline: number, attempt: () => Promise<string | undefined>): Promise<void> {
  for (;;) {
    const fault = await attempt().catch((error: Error) => error.message)
    if (fault === undefined) return
    if (performance.now() > deadline) throw new Error(fault)
    await sleep(AGAIN_MS)
  }
}

async function ask({ url, via, token }: Address, method: string, path: string, body?: string) {
  const target = new URL(path, url.endsWith('/') ? url : `${url}/`)
  const { protocol, hostname, port } = via === undefined ? target : new URL(via)
  const headers: OutgoingHttpHeaders = { host: target.host, authorization: `Bearer ${token}` }
  if (body !== undefined) headers['content-type'] = 'application/json'
  const send = protocol === 'https:' ? secureRequest : request
  const outgoing = send({ method, hostname, port, path: target.pathname + target.search, headers, timeout: 30_000 })
  outgoing.on('timeout', () => outgoing.destroy(new Error(`${target.host} did not answer`)))
  return await new Promise<{ status: number; body: string }>((resolve, reject) => {
    outgoing.on('error', reject)
    outgoing.on('response', (answer) => {
      text(answer).then(
        (answered) => resolve({ status: answer.statusCode ?? 0, body: answered.slice(0, 100_000) }),
        reject,
      )
    })
    outgoing.end(body)
  })
}
