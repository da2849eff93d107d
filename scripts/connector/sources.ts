import * as z from 'zod/mini'
import { parseDuration } from './duration.ts'

/** A queue whose messages go to a function: a RabbitmqSource. */
export type SourcePlan = {
  name: string
  queue: string
  parallelism: number
  batchSize: number
  /** How many messages may be here unanswered. */
  prefetch: number
  retry: number
  backoffMs: (attempt: number) => number
  sink: Sink
}
/** A cron schedule that sends a CloudEvent to a function: a PingSource. */
export type PingPlan = {
  name: string
  schedule: string
  timezone: string
  data: string | undefined
  contentType: string | undefined
  sink: Sink
}
export type Sink = { function: string; path: string }
/** A document of a YAML file, by the file's name. */
export type Resource = { file: string; doc: { kind?: string } }

/** Which clocks tick: all, those without which AuditFlow misses something, or none. */
export const SCHEDULES = ['on', 'needed', 'off'] as const
export type Schedules = (typeof SCHEDULES)[number]

/** Nobody misses its events. */
const GENERATOR = 'audit-event-generator'

/** Knative's defaults where `delivery` is given without them; a source without `delivery` does not retry. */
const DEFAULT_RETRY = 5
const DEFAULT_BACKOFF = 'PT0.05S'

const Metadata = z.object({ name: z.string(), annotations: z.optional(z.record(z.string(), z.string())) })
const SinkField = z.object({
  ref: z.object({ kind: z.literal('Service'), name: z.string() }),
  uri: z.optional(z.string()),
})
const RabbitmqSource = z.object({
  metadata: Metadata,
  spec: z.object({
    rabbitmqResourcesConfig: z.object({ queueName: z.string(), parallelism: z.optional(z.number()) }),
    delivery: z.optional(
      z.object({
        retry: z.optional(z.number()),
        backoffPolicy: z.optional(z.enum(['exponential', 'linear'])),
        backoffDelay: z.optional(z.string()),
      }),
    ),
    sink: SinkField,
  }),
})
const PingSource = z.object({
  metadata: Metadata,
  spec: z.object({
    schedule: z.string(),
    timezone: z.optional(z.string()),
    data: z.optional(z.string()),
    contentType: z.optional(z.string()),
    sink: SinkField,
  }),
})

/**
 * What the sources among the resources say; other kinds are passed over.
 * @throws naming the file, when one says what can't be done here
 */
export function readSources(resources: readonly Resource[]): { sources: SourcePlan[]; pings: PingPlan[] } {
  return {
    sources: ofKind(resources, 'RabbitmqSource', RabbitmqSource).map(toSource),
    pings: ofKind(resources, 'PingSource', PingSource).map(toPing),
  }
}

/** The clocks that are to tick. */
export function ticking(pings: readonly PingPlan[], schedules: Schedules): PingPlan[] {
  if (schedules === 'off') return []
  return pings.filter(({ sink }) => schedules === 'on' || sink.function !== GENERATOR)
}

/** The resources of a kind, as the schema reads them. */
export function ofKind<T extends z.ZodMiniType>(resources: readonly Resource[], kind: string, schema: T): z.infer<T>[] {
  return resources.filter(({ doc }) => doc.kind === kind).map(({ file, doc }) => parse(file, schema, doc))
}

/** @throws naming the file and the field */
export function parse<T extends z.ZodMiniType>(file: string, schema: T, value: unknown): z.infer<T> {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
}

function toSource({ metadata, spec }: z.infer<typeof RabbitmqSource>): SourcePlan {
  const { delivery } = spec
  const delayMs = parseDuration(delivery?.backoffDelay ?? DEFAULT_BACKOFF)
  const parallelism = spec.rabbitmqResourcesConfig.parallelism ?? 1
  const batchSize = Number(metadata.annotations?.['auditflow.io/batch-size'] ?? 1)
  const exponential = delivery?.backoffPolicy !== 'linear'
  return {
    name: metadata.name,
    queue: spec.rabbitmqResourcesConfig.queueName,
    parallelism,
    batchSize,
    prefetch: parallelism * batchSize,
    retry: delivery === undefined ? 0 : (delivery.retry ?? DEFAULT_RETRY),
    backoffMs: (attempt) => (exponential ? delayMs * 2 ** attempt : delayMs * attempt),
    sink: toSink(spec.sink),
  }
}

function toPing({ metadata, spec }: z.infer<typeof PingSource>): PingPlan {
  return {
    name: metadata.name,
    schedule: spec.schedule,
    timezone: spec.timezone ?? 'UTC',
    data: spec.data,
    contentType: spec.contentType,
    sink: toSink(spec.sink),
  }
}

function toSink({ ref, uri }: z.infer<typeof SinkField>): Sink {
  return { function: ref.name, path: uri ?? '/' }
}
