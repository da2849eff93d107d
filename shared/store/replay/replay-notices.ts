import { NOTIFICATION_DUE, type NotificationDue } from '../../events/catalogue.ts'
import type { CloudEvent } from '../../events/envelope.ts'
import type { Transaction } from '../connect.ts'
import { writeOutbox } from '../outbox.ts'

/**
 * Has failed notices tried again from the first attempt on, by the same id: whoever has it already knows it by that. A
 * message wakes the notification service, sooner than its tick does. The rows must be locked.
 */
export async function replayNotices(
  tx: Transaction,
  replay: string,
  ids: readonly string[],
  nowMs: number,
): Promise<void> {
  const json = JSON.stringify(ids)
  await tx`
    update notices set status = 'pending', attempts = 0, next_try_at = ${new Date(nowMs).toISOString()}::text::timestamptz,
      claim = null, claimed_until = null
    where id in (select value::uuid from jsonb_array_elements_text(${json}::text::jsonb)) and status = 'failed'`
  await tx`
    insert into replay_items (replay, dead, kind, uid)
    select ${replay}::uuid, value::uuid, 'notice', value::uuid from jsonb_array_elements_text(${json}::text::jsonb)
    order by 2
    on conflict do nothing`
  await writeOutbox(tx, [dueEvent(replay, nowMs)], true)
}

function dueEvent(replay: string, nowMs: number): CloudEvent<NotificationDue> {
  return {
    specversion: '1.0',
    id: replay,
    source: '/replay',
    type: NOTIFICATION_DUE,
    time: new Date(nowMs).toISOString(),
    datacontenttype: 'application/json',
    data: { at: nowMs },
    extensions: {},
  }
}
