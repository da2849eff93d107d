import { type AlertDetail, readAlert } from '../../../shared/store/alerts/read-alert.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import type { RejectedDetail } from '../../../shared/store/find-rejected.ts'
import { readRejected } from '../../../shared/store/find-rejected.ts'
import { type EventDetail, readEvent } from '../../../shared/store/read-event.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { NotFound } from '../faults.ts'

const MAX_CAUSES = 200

/** @throws NotFound */
export function alertOf(sql: Sql, id: string): Promise<AlertDetail> {
  return found(id, 'alert', () => readOnly(sql, (reader) => readAlert(reader, id, MAX_CAUSES)))
}

/** @throws NotFound */
export function eventOf(sql: Sql, uid: string): Promise<EventDetail> {
  return found(uid, 'event', () => readOnly(sql, (reader) => readEvent(reader, uid)))
}

/** @throws NotFound */
export function rejectionOf(sql: Sql, uid: string): Promise<RejectedDetail> {
  return found(uid, 'rejected event', () => readOnly(sql, (reader) => readRejected(reader, uid)))
}

/** @throws NotFound */
export async function found<T>(id: string, what: string, read: () => Promise<T | undefined>): Promise<T> {
  const value = isUuid(id) ? await read() : undefined
  if (value === undefined) throw new NotFound(`there is no ${what} of that id`)
  return value
}
