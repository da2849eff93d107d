import * as z from 'zod/mini'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../../shared/events/audit-event.ts'
import { ALERT_TRIGGERED, AlertTriggered } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'

const LARGEST_INTEGER = 2 ** 31 - 1
const time = z.int().check(z.gte(EARLIEST_TIME_MS), z.lte(LATEST_TIME_MS))

/** What the rows and the messages need besides the schema: a UUID, times that have a date, and an episode that fits. */
const Alert = z.extend(AlertTriggered, {
  alert_id: z.guid(),
  first_event_at: time,
  last_event_at: time,
  opened_at: time,
  episode: z.optional(z.int().check(z.gte(1), z.lte(LARGEST_INTEGER))),
})

/** The alert of an event, or the reason why there is none: the field and its fault. */
export function readAlert(event: CloudEvent): { alert: AlertTriggered } | { reason: string } {
  if (event.type !== ALERT_TRIGGERED) return { reason: `type: ${event.type} is not ${ALERT_TRIGGERED}` }
  const result = z.safeParse(Alert, event.data)
  if (!result.success) return { reason: result.error.issues.map((issue) => describe(issue, event.data)).join('; ') }
  return { alert: { ...result.data, alert_id: result.data.alert_id.toLowerCase() } }
}

function describe(issue: z.core.$ZodIssue, data: unknown): string {
  return `${['data', ...issue.path].map(String).join('.')}: ${faultOf(issue, data)}`
}

function faultOf(issue: z.core.$ZodIssue, data: unknown): string {
  if (issue.path.length > 0 && valueAt(data, issue.path) === undefined) return 'missing'
  if (issue.code === 'invalid_value') return `is none of ${issue.values.join(', ')}`
  if (issue.code === 'invalid_format') return 'is not a UUID'
  if (issue.code === 'invalid_type') return `expected ${issue.expected}`
  return 'is out of range'
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], data)
}
