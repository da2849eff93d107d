import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import * as z from 'zod/mini'
import { parseDuration } from './duration.ts'

/** A function as stack.yml and its Knative Service describe it. */
export type FunctionPlan = { name: string; environment: Record<string, string>; idleMs: number; timeoutMs: number }
/** A queue whose messages go to a function: a RabbitmqSource. */
export type SourcePlan = {
  name: string
  queue: string
  parallelism: number
  batchSize: number
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
export type Plan = { functions: FunctionPlan[]; sources: SourcePlan[]; pings: PingPlan[] }

/** Knative's default for `autoscaling.knative.dev/window` and `timeoutSeconds`. */
const DEFAULT_WINDOW = '60s'
const DEFAULT_TIMEOUT_S = 300
/** Knative's defaults where `delivery` is given without them; a source without `delivery` does not retry. */
const DEFAULT_RETRY = 5
const DEFAULT_BACKOFF = 'PT0.05S'

const Metadata = z.object({ name: z.string(), annotations: z.optional(z.record(z.string(), z.string())) })
const SinkField = z.object({
  ref: z.object({ kind: z.literal('Service'), name: z.string() }),
  uri: z.optional(z.string()),
})
const Stack = z.object({
  functions: z.record(z.string(), z.object({ environment: z.optional(z.record(z.string(), z.string())) })),
})
const Service = z.object({
  metadata: Metadata,
  spec: z.object({
    template: z.object({
      metadata: z.optional(z.object({ annotations: z.optional(z.record(z.string(), z.string())) })),
      spec: z.object({ timeoutSeconds: z.optional(z.number()) }),
    }),
  }),
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
 * Reads what to run from the files that are deployed: stack.yml says which functions, knative/base who gets what, when,
 * and retried how.
 * @throws naming the file, when one says what the local runner can't do
 */
export function readManifests(root: string): Plan {
  const resources = readResources(join(root, 'knative/base'))
  const ofKind = <T extends z.ZodMiniType>(kind: string, schema: T) =>
    resources.filter(({ doc }) => doc.kind === kind).map(({ file, doc }) => parse(file, schema, doc))
  const services = new Map(ofKind('Service', Service).map((service) => [service.metadata.name, service]))
  const stack = parse('stack.yml', Stack, readDocuments(join(root, 'stack.yml'))[0])
  const functions = Object.entries(stack.functions).map(([name, { environment }]) =>
    toFunction(name, environment ?? {}, services.get(name)),
  )
  const plan = {
    functions,
    sources: ofKind('RabbitmqSource', RabbitmqSource).map(toSource),
    pings: ofKind('PingSource', PingSource).map(toPing),
  }
  for (const { name, sink } of [...plan.sources, ...plan.pings])
    if (!functions.some((one) => one.name === sink.function))
      throw new Error(`knative/base: ${name} sends to ${sink.function}, which stack.yml does not name`)
  return plan
}

function toFunction(
  name: string,
  environment: Record<string, string>,
  service: z.infer<typeof Service> | undefined,
): FunctionPlan {
  const template = service?.spec.template
  const window = template?.metadata?.annotations?.['autoscaling.knative.dev/window'] ?? DEFAULT_WINDOW
  return {
    name,
    environment,
    idleMs: parseDuration(window),
    timeoutMs: (template?.spec.timeoutSeconds ?? DEFAULT_TIMEOUT_S) * 1000,
  }
}

function toSource({ metadata, spec }: z.infer<typeof RabbitmqSource>): SourcePlan {
  const { delivery } = spec
  const delayMs = parseDuration(delivery?.backoffDelay ?? DEFAULT_BACKOFF)
  const exponential = delivery?.backoffPolicy !== 'linear'
  return {
    name: metadata.name,
    queue: spec.rabbitmqResourcesConfig.queueName,
    parallelism: spec.rabbitmqResourcesConfig.parallelism ?? 1,
    batchSize: Number(metadata.annotations?.['auditflow.io/batch-size'] ?? 1),
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

function readResources(folder: string): { file: string; doc: { kind?: string } }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) =>
      readDocuments(join(folder, file)).map((doc) => ({ file, doc: (doc ?? {}) as { kind?: string } })),
    )
}

/** `${NAME:-default}` in stack.yml is faas-cli's; here the default is taken. */
function readDocuments(file: string): unknown[] {
  const text = readFileSync(file, 'utf8').replace(/\$\{\w+:-([^}]*)\}/g, '$1')
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`)
    return document.toJS()
  })
}

function parse<T extends z.ZodMiniType>(file: string, schema: T, value: unknown): z.infer<T> {
  const result = z.safeParse(schema, value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new Error(`${file}: ${issue?.path.join('.')}: ${issue?.message}`)
}
