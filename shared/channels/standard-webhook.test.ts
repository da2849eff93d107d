import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { parseChannel } from '../notify/channels/parse-channel.ts'
import { parseEgressAllow } from '../notify/egress-allow.ts'
import { notice } from '../notify/formats/testing/notices.ts'
import { openChannel } from './open-channel.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`
const links = { publicUrl: 'https://audit.example.com', secret: Buffer.alloc(32, 7) }

let receiver: Receiver
beforeAll(async () => {
  receiver = await startReceiver()
})
beforeEach(() => {
  receiver.received.length = 0
  receiver.reply = () => ({ status: 204 })
})
afterAll(() => receiver.close())

function open(url: string, over: Partial<Parameters<typeof openChannel>[1]> = {}) {
  const read = parseChannel(
    'standard_webhook',
    { url, secret: SECRET },
    { name: 'ops/standard_webhook/0', globals: {}, readFile: () => '' },
  )
  if ('faults' in read) throw new Error(JSON.stringify(read.faults))
  return openChannel(read.config, { log: keepingLog(), allow: parseEgressAllow('127.0.0.1'), links, ...over })
}

describe('a standard webhook', () => {
  it('is verified by the official library, the same for each attempt but for time and signature', async () => {
    const channel = open(`${receiver.origin}/hook?token=t`)
    expect(await channel.send(notice(), Date.now())).toEqual({ kind: 'sent' })
    expect(await channel.send(notice(), Date.now() + 2_000)).toEqual({ kind: 'sent' })
    const [first, second] = receiver.received
    expect(first!.path).toBe('/hook?token=t')
    expect(second!.body).toBe(first!.body)
    const verified = new Webhook(SECRET).verify(first!.body, first!.headers as Record<string, string>)
    expect(verified).toMatchObject({
      type: 'alert.triggered',
      timestamp: '2026-11-25T12:00:00.000Z',
      data: {
        notification_id: 'msg_5f0c2c3e111142228333944455556666',
        kind: 'firing',
        receiver: 'ops',
        alerts: [{ alert_id: notice().alerts[0]!.id, status: 'open', episode: 1, rule: { level: 'high' } }],
        acknowledge_url: expect.stringMatching(/^https:\/\/audit\.example\.com\/act\/[\w-]+$/),
      },
    })
  })
})
