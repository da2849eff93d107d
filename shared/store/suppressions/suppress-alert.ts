import { entitySelection } from '../../detect/entity-selection.ts'
import type { KeyPart } from '../../detect/key-of.ts'
import { keyValue } from '../../detect/present.ts'
import { isWhole, readKeyText } from '../../detect/read-key-text.ts'
import { type AlertStatus, stepOf } from '../../notify/alert-life.ts'
import { changeFault } from '../../notify/change-fault.ts'
import { statusColumn, timeText } from '../alerts/alert-columns.ts'
import { applySteps } from '../alerts/apply-steps.ts'
import type { Sql, Transaction } from '../connect.ts'
import { writeFeed } from '../feed.ts'
import { storableText } from '../json-text.ts'
import { bumpRevision } from '../rules/bump-revision.ts'
import { type CheckedException, checkException, insertException } from '../rules/insert-exception.ts'
import { RuleRefused } from '../rules/rule-refused.ts'
import { transaction } from '../transaction.ts'

export type NewSuppression = {
  /** One of the fields of the alert's key. */
  field: string
  /** Undefined: the alert's own. */
  value?: string
  /** Milliseconds since 1970 UTC: events from then on count again. Undefined: never. */
  untilMs?: number
  reason: string
  by: string
  /** The alert itself was a false positive. */
  resolve: boolean
}

type Alert = {
  rule_id: string
  key: string
  status: AlertStatus
  assignee: string | null
  /** The document of the rule that opened it, where it is kept. */
  doc: unknown
}

/**
 * Keeps one entity out of an alert's rule, until a time or for ever, and writes that to the alert's history. The same again
 * adds nothing.
 * @param alertId a UUID
 * @param nowMs milliseconds since 1970 UTC
 * @returns the suppression's id, that of an exception from the rule; undefined when there is no such alert
 * @throws RuleRefused naming the field that is wrong
 */
export async function suppressAlert(
  sql: Sql,
  alertId: string,
  suppression: NewSuppression,
  nowMs: number,
): Promise<string | undefined> {
  const by = suppression.by.trim()
  const change = { change: 'false-positive', by: storableText(by), reason: storableText(suppression.reason) } as const
  const fault = changeFault(change)
  if (fault !== undefined) throw new RuleRefused(fault.field, fault.reason, `give another "${fault.field}"`)
  return await transaction(sql, async (tx) => {
    const alert = await lock(tx, alertId)
    if (alert === undefined) return undefined
    const { exception, entity } = exceptionOf(alert, suppression, nowMs)
    const known = await sameException(tx, exception)
    const id = known ?? (await insertException(tx, exception))
    if (known === undefined) {
      await remember(tx, alertId, exception, entity, nowMs)
      await bumpRevision(tx)
    }
    // Last of all: each commit of the analysis waits for who writes the feed.
    const step = suppression.resolve ? stepOf(alert, change) : undefined
    if (step?.kind === 'step') await applySteps(tx, [{ id: alertId, ...step }], change.by, nowMs)
    else await writeFeed(tx, { events: 0, alerts: [alertId], rejected: 0 })
    return id
  })
}

async function lock(tx: Transaction, id: string): Promise<Alert | undefined> {
  const [alert] = await tx<Alert[]>`
    select rule_id, key, assignee, ${statusColumn(tx)} as status, (
        select doc from rule_versions kept where kept.rule_id = alerts.rule_id and version = rule_version
      ) as doc
    from alerts where id = ${id} for no key update`
  return alert
}

function exceptionOf(
  alert: Alert,
  { field, value, untilMs, reason, by }: NewSuppression,
  nowMs: number,
): { exception: CheckedException; entity: string } {
  const parts = fieldsOf(alert.key, field)
  const wanted = value ?? ownValue(parts, field)
  const exception = {
    ruleId: alert.rule_id,
    when: entitySelection(field, wanted, alert.doc),
    reason,
    by,
    ...(untilMs !== undefined && { expiresMs: untilMs }),
  }
  return { exception: checkException(exception, nowMs), entity: `${field}=${keyValue(wanted)}` }
}

/** The value of a field of the key, if it is known whole. Throws `RuleRefused`. */
function ownValue(parts: readonly KeyPart[], field: string): string {
  const value = parts.find(({ name }) => name === field)?.value ?? ''
  if (value === '') throw new RuleRefused('value', 'the alert has none in that field', 'give "value" as a text')
  if (!isWhole(value)) throw new RuleRefused('value', 'the key does not show it whole', 'give "value" as a text')
  return value
}

/** The fields of an alert's key, one of which must be meant. Throws `RuleRefused`. */
function fieldsOf(key: string, field: string): readonly KeyPart[] {
  const parts = readKeyText(key) ?? []
  if (parts.some(({ name }) => name === field)) return parts
  const names = parts.map(({ name }) => name)
  if (names.length === 0)
    throw new RuleRefused('field', 'the alert is about no field', 'write an exception from the rule, or set its stage')
  throw new RuleRefused('field', 'is none of those that the alert is about', `give one of ${names.join(', ')}`)
}

async function sameException(tx: Transaction, exception: CheckedException): Promise<string | undefined> {
  const { ruleId, when, expires } = exception
  const [row] = await tx<{ id: string }[]>`
    select id from rule_exceptions
    where rule_id = ${ruleId} and when_ = ${when}::text::jsonb and removed_at is null
      and expires_at is not distinct from ${expires}::text::timestamptz
    limit 1`
  return row?.id
}

async function remember(
  tx: Transaction,
  alertId: string,
  { by, reason, expires }: CheckedException,
  entity: string,
  nowMs: number,
): Promise<void> {
  const detail = `${entity} ${expires === null ? 'for ever' : `until ${expires}`}: ${reason}`
  await tx`
    insert into alert_history (alert_id, at, who, what, detail)
    values (${alertId}, ${timeText(nowMs)}::text::timestamptz, ${by}, 'suppressed', ${storableText(detail)})`
}
