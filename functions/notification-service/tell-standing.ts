import type { NoticeKind } from '../../shared/notify/notice.ts'
import type { Standing } from '../../shared/notify/settle.ts'
import type { Log } from '../../shared/ports/ports.ts'

/** `attempt` 0: nothing was tried. */
export type NoticeFields = { notice_id: string; channel: string; kind: NoticeKind; attempt: number }

/** Logs what became of a notice. */
export function tellStanding(log: Log, fields: NoticeFields, standing: Standing): void {
  if (standing.status === 'sent') log.info('notice sent', fields)
  else if (standing.status === 'failed') log.error('notice failed', { ...fields, reason: standing.reason })
  else
    log.warn('notice not sent yet', {
      ...fields,
      reason: standing.reason,
      next_try_at: new Date(standing.nextTryAt).toISOString(),
    })
}
