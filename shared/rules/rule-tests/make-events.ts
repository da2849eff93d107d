import * as z from 'zod/mini'
import type { UidEvent } from '../../detect/index.ts'
import { AuditEvent, type Json, type LogSource, OCSF_VERSION } from '../../events/audit-event.ts'
import { type RuleTest, type TestEvents, TestsError } from './read-tests.ts'

/** A Monday. */
export const TESTS_BEGIN = Date.UTC(2026, 0, 5, 10)

type JsonMap = { [key: string]: Json }

const DEFAULTS: JsonMap = {
  activity_name: 'test',
  class_uid: 0,
  severity_id: 1,
  status: 'Success',
  actor: { user: {} },
  src_endpoint: {},
  resources: [],
  metadata: { version: OCSF_VERSION, product: { name: 'test' } },
}
/** What is said beside `event`, not in it. */
const BESIDE: Record<string, string> = { time: 'at', raw: 'raw', logsource: 'logsource' }
const NUMBER = '{n}'

/**
 * The events of a test, copies made and defaults filled in. Throws `TestsError` where that makes no audit event.
 * @param logsource of events that name none
 */
export function makeEvents(test: RuleTest, logsource: LogSource): UidEvent[] {
  const events = test.events.flatMap((one, i) =>
    Array.from({ length: one.repeat }, (_, copy) => makeEvent(test.name, i, one, copy, logsource)),
  )
  return events.map((event, i) => ({ uid: uidOf(i), event }))
}

function makeEvent(test: string, index: number, from: TestEvents, copy: number, logsource: LogSource): AuditEvent {
  const stray = Object.keys(from.event).find((key) => Object.hasOwn(BESIDE, key))
  if (stray !== undefined)
    throw new TestsError([`"${test}": events.${index}.event.${stray}: say it as "${BESIDE[stray]}" beside "event"`])
  const numbered = (value: Json): Json => withNumber(value, String(copy + 1))
  const made = {
    ...(merge(DEFAULTS, numbered(from.event)) as JsonMap),
    time: TESTS_BEGIN + from.atMs + copy * from.everyMs,
    logsource: numbered({ ...(from.logsource ?? logsource) } as JsonMap),
    raw: numbered(from.raw),
  }
  const checked = z.safeParse(AuditEvent, made)
  if (checked.success) return checked.data
  throw new TestsError(
    checked.error.issues.map(({ path, message }) => `"${test}": events.${index}.event.${path.join('.')}: ${message}`),
  )
}

/** Maps are merged, anything else takes the place of what was there. */
function merge(base: Json, over: Json): Json {
  if (!isMap(base) || !isMap(over)) return over
  const merged = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const below = Object.hasOwn(base, key) ? base[key] : undefined
    merged[key] = below === undefined ? value : merge(below, value)
  }
  return merged
}

function withNumber(value: Json, number: string): Json {
  if (typeof value === 'string') return value.replaceAll(NUMBER, number)
  if (Array.isArray(value)) return value.map((one) => withNumber(one, number))
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withNumber(member, number)]))
}

function isMap(value: Json): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** In the order of the events, so that those of the same time keep it. */
function uidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`
}
