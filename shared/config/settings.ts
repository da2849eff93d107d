import * as z from 'zod/mini'
import { durationMs } from '../detect/duration.ts'
import { LEVELS } from '../events/catalogue.ts'
import { parseRedaction } from '../normalise/redaction/policy.ts'
import { parseLinkSecret } from '../notify/links.ts'

const withScheme = (...schemes: string[]) =>
  z.string().check(
    z.refine(
      (value) => {
        try {
          return schemes.includes(new URL(value).protocol)
        } catch {
          return false
        }
      },
      `must be a URL starting with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}`,
    ),
  )

export const databaseUrl = withScheme('postgres:', 'postgresql:')
export const rabbitmqUrl = withScheme('amqp:', 'amqps:')
export const redisUrl = withScheme('redis:', 'rediss:')
export const httpUrl = withScheme('http:', 'https:')

type Bounds = { min: number; max: number; default: number }

/** A whole number within bounds, with its default. */
export const wholeNumber = (bounds: Bounds) => numeric(/^-?\d{1,15}$/, 'a whole number', bounds)

/** A number within bounds, with its default. */
export const decimal = (bounds: Bounds) => numeric(/^-?\d{1,15}(\.\d{1,15})?$/, 'a number', bounds)

function numeric(pattern: RegExp, what: string, { min, max, default: byDefault }: Bounds) {
  const reason = `must be ${what} from ${min} to ${max}`
  const inBounds = (text: string) => pattern.test(text) && Number(text) >= min && Number(text) <= max
  return z.pipe(z._default(z.string().check(z.refine(inBounds, reason)), String(byDefault)), z.transform(Number))
}

type SpanBounds = { min: string; max: string; default: string }

/** A time span such as `15m`, as milliseconds, within bounds, with its default. */
export function duration({ min, max, default: byDefault }: SpanBounds) {
  const inBounds = (text: string) => msOf(text) >= msOf(min) && msOf(text) <= msOf(max)
  const reason = `must be a number and s, m, h or d, from ${min} to ${max}`
  return z.pipe(z._default(z.string().check(z.refine(inBounds, reason)), byDefault), z.transform(msOf))
}

/** The same, or `off`, which is 0. */
export function durationOrOff({ min, max, default: byDefault }: SpanBounds) {
  const fits = (text: string) => text === 'off' || (msOf(text) >= msOf(min) && msOf(text) <= msOf(max))
  const reason = `must be off, or a number and s, m, h or d, from ${min} to ${max}`
  const read = (text: string) => (text === 'off' ? 0 : msOf(text))
  return z.pipe(z._default(z.string().check(z.refine(fits, reason)), byDefault), z.transform(read))
}

function msOf(text: string): number {
  return durationMs(text) ?? Number.NaN
}

export const level = (byDefault: (typeof LEVELS)[number]) => z._default(z.enum(LEVELS), byDefault)

/** Several secrets in one variable, separated by commas or white space, so that one can be rotated out. */
export const secretList = z.pipe(
  z._default(z.string(), ''),
  z.transform((text: string) => text.split(/[\s,]+/).filter((secret) => secret !== '')),
)

/** What signs the links in messages, as bytes. */
export const linkSecret = z.pipe(
  z.string().check(z.refine(isLinkSecret, 'must be 32 bytes or more, as hex or base64')),
  z.transform(parseLinkSecret),
)

function isLinkSecret(text: string): boolean {
  try {
    parseLinkSecret(text)
    return true
  } catch {
    return false
  }
}

/** Several folders in one variable, separated by colons as in PATH. */
export const folderList = z.pipe(
  z._default(z.string(), ''),
  z.transform((text: string) => text.split(':').filter((folder) => folder.trim() !== '')),
)

/** Read as a whole once both lists are there; here only checked. */
const redactionList = z._default(
  z.string().check((list) => {
    try {
      parseRedaction(list.value, '')
    } catch (fault) {
      list.issues.push({ code: 'custom', message: (fault as Error).message, input: list.value })
    }
  }),
  '',
)

/** How records are read. */
export const readingSettings = {
  /** Paths of what is taken out of records besides what is known for a secret: `path` or `source:path`. */
  AUDITFLOW_REDACT: redactionList,
  /** Paths of what stays in any case. */
  AUDITFLOW_REDACT_KEEP: redactionList,
  /** Folders of YAML files that describe sources of one's own. */
  AUDITFLOW_SOURCES: folderList,
}

/** What every function reads. */
export const common = {
  /** Where to listen. Knative and OpenFaaS set it. */
  PORT: wholeNumber({ min: 0, max: 65_535, default: 8080 }),
  /** After SIGTERM, for how long requests that are still routed here are served before leaving. */
  AUDITFLOW_DRAIN_SECONDS: wholeNumber({ min: 0, max: 300, default: 5 }),
}

/** How events are published: through RabbitMQ, or on one machine through the queue in PostgreSQL. */
export const brokerSettings = {
  AUDITFLOW_QUEUE: z._default(z.enum(['rabbitmq', 'postgres']), 'rabbitmq'),
  RABBITMQ_URL: z.optional(rabbitmqUrl),
  DATABASE_URL: z.optional(databaseUrl),
}

/** The event by which AuditFlow watches itself; the same for all functions that read them. */
export const canarySettings = {
  /** `off`: none is sent. */
  AUDITFLOW_CANARY: z._default(z.enum(['on', 'off']), 'on'),
  /** How long it may take until it is stored. */
  AUDITFLOW_CANARY_WITHIN: duration({ min: '5s', max: '1d', default: '2m' }),
}

/** What publishing needs, whichever way it goes. */
export function brokerCheck({ AUDITFLOW_QUEUE, RABBITMQ_URL, DATABASE_URL }: Record<string, string>): string[] {
  if (AUDITFLOW_QUEUE === 'postgres') return DATABASE_URL ? [] : ['DATABASE_URL: missing (AUDITFLOW_QUEUE is postgres)']
  return RABBITMQ_URL ? [] : ['RABBITMQ_URL: missing']
}
