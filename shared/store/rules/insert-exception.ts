import { parseException } from '../../detect/parse-custom.ts'
import type { Placeholders } from '../../detect/placeholders.ts'
import type { Transaction } from '../connect.ts'
import { jsonText, storableText } from '../json-text.ts'
import { RuleRefused, refusing, requiredText } from './rule-refused.ts'

export type NewException = {
  ruleId: string
  /** A Sigma selection: a map, or a list of maps and keywords. */
  when: unknown
  reason: string
  /** Milliseconds since 1970 UTC: events from then on are seen again. Undefined: never. */
  expiresMs?: number
  by: string
  placeholders?: Placeholders
}

/** An exception as its row holds it. */
export type CheckedException = { ruleId: string; reason: string; by: string; expires: string | null; when: string }

/**
 * @param nowMs milliseconds since 1970 UTC; the exception must end after it
 * @throws RuleRefused
 */
export function checkException(exception: NewException, nowMs: number): CheckedException {
  const ruleId = storableText(requiredText('rule_id', exception.ruleId))
  const reason = storableText(requiredText('reason', exception.reason))
  const by = storableText(requiredText('by', exception.by))
  const expires = expiryOf(exception.expiresMs, nowMs)
  refusing('when', () => parseException({ when: exception.when, reason }, exception.placeholders ?? {}))
  return { ruleId, reason, by, expires, when: jsonText(exception.when) }
}

/** Writes an exception, of which `bumpRevision` must tell in the same transaction. @returns its id */
export async function insertException(tx: Transaction, exception: CheckedException): Promise<string> {
  const { ruleId, when, reason, expires, by } = exception
  const [row] = await tx<{ id: string }[]>`
    insert into rule_exceptions (rule_id, when_, reason, expires_at, created_by)
    values (${ruleId}, ${when}::text::jsonb, ${reason}, ${expires}::text::timestamptz, ${by})
    returning id`
  return row!.id
}

/** The last day that both ISO 8601 and PostgreSQL write with four digits. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z')

function expiryOf(expiresMs: number | undefined, nowMs: number): string | null {
  if (expiresMs === undefined) return null
  if (!(expiresMs > nowMs && expiresMs <= LATEST_MS))
    throw new RuleRefused('expires_at', 'is no time in the future', 'give a later time, or none')
  return new Date(expiresMs).toISOString()
}
