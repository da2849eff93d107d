import { ALERT_CHANGES, type AlertChange, changeAlert } from '../../../shared/store/alerts/change-alert.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import { Conflict, NotFound } from '../faults.ts'

/** Changes an alert as the path asks. @throws NotFound, Conflict */
export async function applyChange(sql: Sql, id: string, change: string): Promise<void> {
  const verb = ALERT_CHANGES.find((candidate): candidate is AlertChange => candidate === change)
  if (verb === undefined) throw new NotFound(`an alert can be changed by ${ALERT_CHANGES.join(', ')} only`)
  const outcome = isUuid(id) ? await changeAlert(sql, id, verb) : ({ kind: 'unknown' } as const)
  if (outcome.kind === 'unknown') throw new NotFound('there is no alert of that id')
  if (outcome.kind === 'conflict')
    throw new Conflict(outcome.other === undefined ? outcome.reason : `${outcome.reason}: ${outcome.other}`)
}
