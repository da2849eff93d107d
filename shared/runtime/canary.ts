import type { Clock, Log, Publisher } from '../ports/ports.ts'
import { checkCanary } from '../store/canary/check-canary.ts'
import { forgetCanaries } from '../store/canary/forget-canaries.ts'
import { sendCanary } from '../store/canary/send-canary.ts'
import type { Sql } from '../store/connect.ts'
import { clearOutbox } from '../store/outbox.ts'

export type CanaryPorts = { sql: Sql; publisher: Publisher; clock: Clock; log: Log }
export type CanarySettings = { AUDITFLOW_CANARY: 'on' | 'off'; AUDITFLOW_CANARY_WITHIN: number }

/**
 * What a function with a clock does at each tick, so that AuditFlow notices when its own log stands still: looks for the event
 * sent before, says so when it is not there, and sends the next one. Any number of functions may; of the same minutes it is
 * one event. What fails is logged: it must not keep a function from its work.
 */
export function canary({ sql, publisher, clock, log }: CanaryPorts, settings: CanarySettings): () => Promise<void> {
  let missing = false
  const look = async () => {
    const { missingSince, stored } = await checkCanary(sql, clock(), settings.AUDITFLOW_CANARY_WITHIN)
    if (missingSince !== null)
      log.error('the audit log does not take events', {
        reason: 'an event that AuditFlow sent to itself was not stored in time',
        sent_at: new Date(missingSince).toISOString(),
        last_stored: stored === null ? 'never' : new Date(stored.sentAt).toISOString(),
      })
    else if (missing) log.info('the audit log takes events again', { took_ms: stored?.tookMs })
    missing = missingSince !== null
  }
  const send = async () => {
    const event = await sendCanary(sql, clock())
    if (event === undefined) return
    await publisher.publish([event])
    await clearOutbox(sql, [event])
  }
  return async () => {
    try {
      if (settings.AUDITFLOW_CANARY === 'off') return await forgetCanaries(sql)
      await look()
      await send()
    } catch (error) {
      log.warn('the canary is put off', { reason: (error as Error).message })
    }
  }
}
