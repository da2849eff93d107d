import { digest } from '../../notify/digest.ts'
import type { Notice } from '../../notify/notice.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

/**
 * Makes one notice of several pending ones that this transaction has locked. It is born claimed.
 * @param lease in milliseconds since 1970 UTC, as `nowMs`
 */
export async function digestNotices(
  tx: Transaction,
  ids: readonly string[],
  limit: { max: number; perMs: number },
  lease: { claim: string; untilMs: number },
  nowMs: number,
): Promise<Notice> {
  const parts = await tx<{ notice: Notice }[]>`
    select notice from notices
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
    order by created_at, id`
  const notice = digest(
    parts.map((part) => part.notice),
    limit,
    nowMs,
  )
  const until = new Date(lease.untilMs).toISOString()
  await tx`
    insert into notices (id, receiver, channel, kind, notice, status, next_try_at, claim, claimed_until, created_at)
    values (${notice.id}, ${notice.receiver}, ${notice.channel}, 'digest', ${jsonText(notice)}::text::jsonb, 'pending',
            ${until}, ${lease.claim}, ${until}, ${new Date(nowMs).toISOString()})`
  await tx`
    with parts as (
      update notices set status = 'digested', digest = ${notice.id}, next_try_at = null
      where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
      returning id
    )
    insert into notice_alerts (notice_id, alert_id, episode)
    select ${notice.id}, alert_id, max(episode)
    from notice_alerts join parts on parts.id = notice_id
    group by alert_id`
  return notice
}
