import type { Context } from 'hono'
import { ALERT_CHANGES, type AlertChange } from '../../../shared/notify/alert-life.ts'
import { type Change, changeAlert } from '../../../shared/store/alerts/change-alert.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import { userOf } from '../access.ts'
import { Conflict, NotFound } from '../faults.ts'
import { BadFilter } from '../filters/read-field.ts'
import { type Fields, readFields } from './read-fields.ts'

/**
 * Changes an alert as the path and the body ask. Who does it is the user of basic authentication, else the field `by`, else
 * `unnamed`.
 * @throws NotFound, Conflict, BadFilter
 */
export async function applyChange(
  c: Context,
  { sql, clock }: { sql: Sql; clock: () => number },
  unnamed: 'api' | 'dashboard',
): Promise<void> {
  const { id = '', change: path = '' } = c.req.param() as { id?: string; change?: string }
  const verb = ALERT_CHANGES.find((candidate) => candidate === path)
  if (verb === undefined || verb === 'unassign')
    throw new NotFound(
      `an alert can be changed by ${ALERT_CHANGES.filter((one) => one !== 'unassign').join(', ')} only`,
    )
  const fields = await readFields(c.req.raw, FIELDS)
  const by = userOf(c.req.header('authorization')) ?? fields['by'] ?? unnamed
  const change = { ...changeOf(verb, fields), by, nowMs: clock() }
  const outcome = isUuid(id) ? await changeAlert(sql, id, change) : ({ kind: 'unknown' } as const)
  if (outcome.kind === 'unknown') throw new NotFound('there is no alert of that id')
  if (outcome.kind === 'faulty')
    throw new BadFilter([{ field: BODY_NAME[outcome.field] ?? outcome.field, message: outcome.reason }])
  if (outcome.kind === 'conflict')
    throw new Conflict(outcome.other === undefined ? outcome.reason : `${outcome.reason}: ${outcome.other}`)
}

const FIELDS = ['by', 'reason', 'assignee', 'text']
/** What the body calls a field of a change. */
const BODY_NAME: Record<string, string | undefined> = { comment: 'text' }

/**
 * The page has one field for reasons and comments, `text`. An `assignee` that is null or empty takes the alert from whoever had
 * it.
 */
function changeOf(verb: AlertChange, { reason, assignee, text }: Fields): Omit<Change, 'by' | 'nowMs'> {
  if (verb === 'comment') return { change: verb, comment: text ?? '' }
  if (verb === 'assign') return assignee === undefined ? { change: 'unassign' } : { change: verb, assignee }
  const why = reason ?? text
  return { change: verb, ...(why !== undefined && { reason: why }) }
}
