import { canaryEvent } from '../../events/canary.ts'
import type { CloudEvent } from '../../events/envelope.ts'
import { uidOf } from '../../events/envelope.ts'
import type { Sql } from '../connect.ts'
import { writeOutbox } from '../outbox.ts'
import { transaction } from '../transaction.ts'

/** Two days of them, so that an overview of two days can tell them apart. */
const KEPT = 600

/**
 * Notes that a canary is sent, and puts it into the outbox with the same commit.
 * @returns it, to be published; undefined when somebody has sent that of these minutes already
 */
export async function sendCanary(sql: Sql, nowMs: number): Promise<CloudEvent | undefined> {
  const event = canaryEvent(nowMs)
  const sentAt = new Date(nowMs).toISOString()
  return await transaction(sql, async (tx) => {
    const noted = await tx`
      insert into canaries (uid, sent_at) values (${uidOf(event.source, event.id)}, ${sentAt})
      on conflict (uid) do nothing returning uid`
    if (noted.length === 0) return undefined
    await writeOutbox(tx, [event])
    await tx`
      delete from canaries where sent_at < (select sent_at from canaries order by sent_at desc offset ${KEPT - 1} limit 1)`
    return event
  })
}
