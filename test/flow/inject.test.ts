import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inject } from '../helpers/inject.ts'
import { createReceiver, RECEIVER_SECRET } from '../helpers/receiver.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

let place: Awaited<ReturnType<typeof createPlace>>
let receiver: Awaited<ReturnType<typeof createReceiver>>
let runner: Runner

beforeAll(async () => {
  receiver = await createReceiver()
  place = await createPlace({
    AUDITFLOW_WEBHOOK_URL: receiver.url,
    AUDITFLOW_WEBHOOK_SECRET: RECEIVER_SECRET,
    AUDITFLOW_WEBHOOK_LEVEL: 'low',
  })
  runner = await place.start()
}, 90_000)

afterAll(async () => {
  await runner.stop()
  receiver.close()
  await place.remove()
})

const countOf = async (source: string): Promise<number> => {
  const [row] = await place.database.sql<{ count: number }[]>`
    select count(*)::int as count from audit_events where source = ${source}`
  return row?.count ?? 0
}
const page = async (path: string): Promise<string> => (await fetch(`${runner.url}${path}`)).text()

describe('an event injected over HTTP', () => {
  it('is stored, alerted, told of and shown, once however often it is sent', async () => {
    const record = {
      time: '2026-11-25T08:00:00Z',
      action: 'user.mfa.disable',
      actor: 'mallory',
      outcome: 'success',
      ip: '203.0.113.9',
    }
    for (let time = 0; time < 3; time++)
      expect(await inject(runner, 'json', record)).toEqual({ status: 202, receipt: { accepted: 1, rejected: [] } })
    const alert = await until('the alert', async () => {
      const [row] = await place.database.sql<{ id: string; rule_title: string; event_count: number }[]>`
        select id, rule_title, event_count from alerts where key like '%mallory%'`
      return row
    })
    expect(alert).toMatchObject({ event_count: 1 })
    await until('the notification', () => receiver.received.some(({ alerts }) => alerts.includes(alert.id)))
    expect(await page('/')).toContain(alert.rule_title)
    expect(await page(`/alerts/${alert.id}`)).toContain('mallory')
    expect(await page('/function/event-audit-dashboard/events?q=mallory')).toContain('user.mfa.disable')
    expect(await countOf('/sources/json')).toBe(1)
    expect(receiver.received.filter(({ alerts }) => alerts.includes(alert.id))).toHaveLength(1)
  })

  it('comes from GitHub with its signature', async () => {
    const body = JSON.stringify({ action: 'deleted', repository: { full_name: 'acme/shop' }, sender: { login: 'eve' } })
    const signature = `sha256=${createHmac('sha256', runner.githubSecret).update(body).digest('hex')}`
    const headers = { 'x-github-event': 'repository', 'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958' }
    const answer = await inject(runner, 'github', body, { ...headers, 'x-hub-signature-256': signature })
    expect(answer).toEqual({ status: 202, receipt: { accepted: 1, rejected: [] } })
    const forged = await inject(runner, 'github', body, {
      ...headers,
      'x-hub-signature-256': `sha256=${'0'.repeat(64)}`,
    })
    expect(forged.status).toBe(401)
    await until('the GitHub event', async () => (await countOf('/sources/github')) === 1)
  })

  it('is kept with its reason when its source can make nothing of it, and its batch is taken', async () => {
    const good = { eventTime: '2026-11-25T08:00:01Z', eventName: 'GetObject', eventSource: 's3', awsRegion: 'eu' }
    const { status, receipt } = await inject(runner, 'cloudtrail', [good, { colour: 'blue' }])
    expect(status).toBe(202)
    expect(receipt).toMatchObject({ accepted: 1, rejected: [{ index: 1 }] })
    const kept = await until('the rejected item', async () => {
      const [row] = await place.database.sql<{ reason: string; payload: string }[]>`
        select reason, payload from rejected_events`
      return row
    })
    expect(kept.reason).toBe(receipt.rejected[0]?.reason)
    expect(JSON.parse(kept.payload)).toEqual({ colour: 'blue' })
    expect(await page('/rejected')).toContain('audit-event-webhook')
  })

  it('is refused without a token, and nothing is stored', async () => {
    const { status } = await inject(runner, 'json', { action: 'x', actor: 'y' }, { authorization: 'Bearer wrong' })
    expect(status).toBe(401)
  })

  it('may hold what PostgreSQL does not take, and is stored all the same', async () => {
    const odd = { time: '0001-01-01T00:00:00Z', action: 'odd\u0000event', actor: 'lone \ud800 half', __proto__x: 1 }
    const last = { time: '9999-12-31T23:59:59Z', action: 'last', actor: 'z'.repeat(10_000), id: 'i'.repeat(10_000) }
    const before = await countOf('/sources/json')
    expect((await inject(runner, 'json', [odd, last])).receipt).toMatchObject({ accepted: 2 })
    await until('the odd events', async () => (await countOf('/sources/json')) === before + 2)
  })
})

describe('a message that is no CloudEvent', () => {
  it('put into the queue by someone else ends among the rejected, not in a loop', async () => {
    const { default: amqplib } = await import('amqplib')
    const connection = await amqplib.connect(place.broker.url)
    const channel = await connection.createConfirmChannel()
    channel.sendToQueue('auditflow.analysis', Buffer.from('not an event'))
    await channel.waitForConfirms()
    await connection.close()
    await until('the stray message', async () => {
      const [row] = await place.database.sql`
        select 1 from rejected_events where payload like '%not an event%'`
      return row !== undefined
    })
  })
})
