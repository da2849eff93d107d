import * as z from 'zod/mini'

/** JSON value as `JSON.parse` gives it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** First millisecond of year 1 and last of year 9999: what ISO 8601 and PostgreSQL both can say. */
export const EARLIEST_TIME_MS = -62_135_596_800_000
export const LATEST_TIME_MS = 253_402_300_799_999

const text = z.string()
const User = z.looseObject({
  name: z.optional(text),
  uid: z.optional(text),
  type: z.optional(text),
  email_addr: z.optional(text),
  groups: z.optional(z.array(z.looseObject({ name: z.optional(text), uid: z.optional(text) }))),
})
const Location = z.looseObject({
  country: z.optional(text),
  city: z.optional(text),
  /** OCSF `geo_location`: degrees. */
  lat: z.optional(z.number()),
  long: z.optional(z.number()),
})

/** Sigma's log source: which rules look at the event. https://sigmahq.io/docs/basics/log-sources.html */
export const LogSource = z.object({
  product: text,
  service: z.optional(text),
  category: z.optional(text),
})

/**
 * What happened: the `data` of an `io.auditflow.audit.event.v1` CloudEvent. Field names are OCSF 1.x's
 * (https://schema.ocsf.io); `time` is OCSF `timestamp_t`, milliseconds since 1970 UTC; `logsource` is Sigma's;
 * `raw` is the provider's record as received, whatever its shape, without its secrets.
 */
export const AuditEvent = z.looseObject({
  time: z.int().check(z.gte(EARLIEST_TIME_MS), z.lte(LATEST_TIME_MS)),
  /** The provider's own name of the operation, unchanged: `ConsoleLogin`, `repo.create`, `create`. */
  activity_name: text.check(z.minLength(1)),
  /** OCSF class: 3002 Authentication, 3001 Account Change, 3005 User Access Management, 6003 API Activity, 0 Base. */
  class_uid: z.int(),
  /** OCSF severity: 0 unknown, 1 informational, 2 low, 3 medium, 4 high, 5 critical, 6 fatal. */
  severity_id: z.int().check(z.gte(0), z.lte(6)),
  status: z.enum(['Success', 'Failure', 'Unknown']),
  status_code: z.optional(text),
  status_detail: z.optional(text),
  message: z.optional(text),
  actor: z.looseObject({ user: User, impersonated: z.optional(User) }),
  src_endpoint: z.looseObject({ ip: z.optional(text), hostname: z.optional(text), location: z.optional(Location) }),
  http_request: z.optional(z.looseObject({ user_agent: z.optional(text) })),
  resources: z.array(
    z.looseObject({
      type: z.optional(text),
      name: z.optional(text),
      uid: z.optional(text),
      namespace: z.optional(text),
    }),
  ),
  metadata: z.looseObject({
    version: text,
    product: z.looseObject({ name: text, vendor_name: z.optional(text) }),
    uid: z.optional(text),
    /** Paths in `raw` whose values were taken out before the event was stored. */
    redacted: z.optional(z.array(text)),
  }),
  logsource: LogSource,
  raw: z.custom<Json>((value) => value !== undefined),
  /** OCSF `raw_data`: what was received to the letter, where `raw` can't say it: a line of text, an integer beyond 2^53, a repeated key. */
  raw_data: z.optional(text),
})

export type AuditEvent = z.infer<typeof AuditEvent>
export type LogSource = z.infer<typeof LogSource>

/** The OCSF schema version that normalised events follow. */
export const OCSF_VERSION = '1.5.0'
