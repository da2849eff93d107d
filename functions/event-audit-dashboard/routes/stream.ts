import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Ports } from '../ports.ts'
import { mailbox } from './mailbox.ts'

const KEEP_ALIVE_MS = 15_000
const MAX_STREAMS = 100
const RETRY_MS = 2_000

/**
 * `changes` events whose id is the feed cursor. The first message, `ready`, says where the stream starts and shows the
 * browser that nothing on the way holds it back.
 */
export function streamRoutes({ feed, log }: Pick<Ports, 'feed' | 'log'>, keepAliveMs = KEEP_ALIVE_MS): Hono {
  let streams = 0
  return new Hono().get('/stream', async (c) => {
    if (streams >= MAX_STREAMS)
      throw new Unavailable('too many live streams are open; the pages poll instead', { retryAfterSeconds: 30 })
    streams += 1
    const box = mailbox()
    const from = c.req.header('last-event-id') ?? c.req.query('lastEventId')
    const { cursor, stop } = await feed.subscribe(box, from).catch((fault) => {
      streams -= 1
      throw fault
    })
    c.header('x-accel-buffering', 'no')
    return streamSSE(
      c,
      async (stream) => {
        stream.onAbort(box.ended)
        try {
          await stream.writeSSE({ event: 'ready', id: cursor, data: '{}', retry: RETRY_MS })
          for (;;) {
            const mail = await box.next(keepAliveMs)
            if (mail === 'ended') return
            if (mail === 'quiet') await stream.write(': keep-alive\n\n')
            else {
              const { cursor: id, ...sums } = mail
              await stream.writeSSE({ event: 'changes', id, data: JSON.stringify(sums) })
            }
          }
        } finally {
          stop()
          streams -= 1
        }
      },
      async (fault) => log.error('live stream ended', { reason: String(fault) }),
    )
  })
}
