import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openChannel } from '../../shared/channels/open-channel.ts'
import { type Receiver, type Reply, startReceiver } from '../../shared/channels/testing/receiver.ts'
import { parseChannel } from '../../shared/notify/channels/parse-channel.ts'
import { parseEgressAllow } from '../../shared/notify/egress-allow.ts'
import { sendDue } from './send-due.ts'
import { START, setUpSending } from './testing/sending.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const NAME = 'ops/standard_webhook/0'
const bench = setUpSending()
let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(() => {
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
})

/** A standard webhook as the routing file gives it, sent by its real driver. */
function webhookPorts(timeoutMs = 10_000) {
  const entry = { url: `${receiver.origin}/hook`, secret: SECRET }
  const read = parseChannel('standard_webhook', entry, { name: NAME, globals: {}, readFile: () => '' })
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  const { config } = read
  const channel = openChannel(config, { log: bench.log, allow: parseEgressAllow('127.0.0.1'), timeoutMs })
  return bench.ports({ channels: () => new Map([[NAME, { config, channel }]]) })
}

describe('a receiver on a real socket', () => {
  it('that answers 500, 429, breaks off and hangs, gets the notice with the same id each time, and once more when it is well', async () => {
    const faults: Reply[] = [
      { status: 500, body: 'x'.repeat(100_000) },
      { status: 429, headers: { 'retry-after': '1200' } },
      'reset',
      'hang',
    ]
    receiver.reply = () => faults.shift() ?? { status: 200, body: 'ok' }
    const ports = webhookPorts(300)
    const [id] = await bench.plan(NAME)
    const waits: number[] = []
    for (let next: number | null = bench.now; next !== null; ) {
      waits.push(next - bench.now)
      bench.now = next
      next = (await sendDue(ports)).nextDueAt
    }
    expect(receiver.received).toHaveLength(5)
    for (const [index, minutes] of [0, 5 / 60, 20, 30, 120].entries()) {
      expect(waits[index]).toBeGreaterThanOrEqual(minutes * 60_000)
      expect(waits[index]).toBeLessThanOrEqual(minutes * 66_000)
    }
    const sentIds = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(new Set(sentIds).size).toBe(1)
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(await bench.row(id!)).toMatchObject({ status: 'sent', attempts: 5 })
    const host = new URL(receiver.origin).host
    expect((await bench.attempts(id!)).map(({ detail }) => detail)).toEqual([
      `${host} answered 500`,
      `${host} answered 429`,
      expect.stringContaining('ECONNRESET'),
      `${host} gave no answer within 0.3 s`,
      null,
    ])
  })

  it('gets what the official library verifies', async () => {
    bench.now = Date.now()
    await bench.plan(NAME)
    await sendDue(webhookPorts())
    const [got] = receiver.received
    expect(new Webhook(SECRET).verify(got!.body, got!.headers as Record<string, string>)).toMatchObject({
      type: 'alert.triggered',
    })
  })

  it('that answers 410 is asked no more', async () => {
    receiver.reply = () => ({ status: 410 })
    const ports = webhookPorts()
    await bench.plan(NAME)
    await sendDue(ports)
    const [later] = await bench.plan(NAME)
    await sendDue(ports)
    expect(receiver.received).toHaveLength(1)
    expect(await bench.row(later!)).toMatchObject({ status: 'failed', attempts: 0 })
    expect(await bench.channel(NAME)).toMatchObject({ off_at: new Date(START) })
  })
})
