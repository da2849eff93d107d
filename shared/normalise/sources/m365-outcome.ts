import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { SEVERITY, severityOf } from '../classify.ts'
import { type JsonObject, name } from '../record.ts'
import { member, valueIn } from './m365-record.ts'

const FAILED = /fail(?:ed|ure)/i
const DENIED = /denied|login/i
/** Alerts of the Security & Compliance Center: https://learn.microsoft.com/defender-office-365/alert-policies-defender-portal */
const LEVELS: ReadonlyMap<unknown, number> = new Map([
  ['low', SEVERITY.low],
  ['medium', SEVERITY.medium],
  ['high', SEVERITY.high],
])

/** The severity that an alert gives itself, whatever the case of its letters. */
export function alertSeverity(level: Json | undefined): number {
  return LEVELS.get(name(level)?.toLowerCase()) ?? SEVERITY.informational
}

/**
 * How an operation ended. `UserLoginFailed` has a ResultStatus of `Success`: the failure was recorded well. SharePoint
 * and OneDrive give no status and record only what was done.
 */
export function outcomeOf(record: JsonObject, activity: string) {
  const result = name(member(record, 'ResultStatus'))
  const error = name(member(record, 'LogonError'))
  const status = statusOf(activity, result, error)
  return {
    status,
    severity: Math.max(severityOf(status, DENIED.test(activity)), alertSeverity(member(record, 'Severity'))),
    statusCode: member(record, 'ErrorNumber') ?? result,
    statusDetail: error ?? valueIn(member(record, 'ExtendedProperties'), 'ResultStatusDetail'),
  }
}

function statusOf(activity: string, result: string | undefined, error: string | undefined): AuditEvent['status'] {
  if (FAILED.test(activity) || error !== undefined) return 'Failure'
  if (result === undefined || /^(?:succe|true|partial)/i.test(result)) return 'Success'
  return /^(?:fail|false|error|denied)/i.test(result) ? 'Failure' : 'Unknown'
}
