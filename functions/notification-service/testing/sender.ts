import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelConfig, ChannelKind } from '../../../shared/notify/channels/types.ts'
import { judgeAnswer } from '../../../shared/notify/judge-answer.ts'
import { jsonLog } from '../../../shared/observe/log.ts'
import { connect } from '../../../shared/store/connect.ts'
import { type ConfiguredChannel, sendDue } from '../send-due.ts'

/** What the test tells a sender. Its clock runs `speed` times faster than the real one. */
export type SenderOrders = {
  databaseUrl: string
  receiver: string
  speed: number
  since: number
  channels: { name: string; kind: ChannelKind; rateLimit: ChannelConfig['rateLimit'] }[]
}

/** Sends what is due until it is killed: a process of its own, for tests that end it in the middle. */
async function run({ databaseUrl, receiver, speed, since, channels }: SenderOrders): Promise<never> {
  const sql = connect(databaseUrl, { name: 'sender' })
  const clock = () => since + (Date.now() - since) * speed
  const configured = new Map(
    channels.map(({ name, kind, rateLimit }): [string, ConfiguredChannel] => [
      name,
      {
        config: { name, kind, rateLimit, sendResolved: true, fingerprint: 'f', settings: {} },
        channel: {
          name,
          send: async (notice, now) => {
            const headers = { 'webhook-id': notice.id, 'x-channel': encodeURIComponent(name), 'x-kind': notice.kind }
            try {
              const answer = await fetch(receiver, { method: 'POST', headers, body: JSON.stringify(notice) })
              return judgeAnswer('receiver', answer.status, answer.headers.get('retry-after'), now)
            } catch {
              return { kind: 'passing', reason: 'receiver could not be reached' }
            }
          },
        },
      },
    ]),
  )
  const log = jsonLog({ pid: process.pid })
  for (;;) {
    try {
      await sendDue({ sql, clock, log, channels: () => configured })
    } catch (fault) {
      log.warn('not sent', { reason: String(fault) })
    }
    await sleep(20)
  }
}

void run(JSON.parse(process.env['ORDERS'] ?? '') as SenderOrders)
