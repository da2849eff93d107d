import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import * as z from 'zod/mini'
import { parseDuration } from '../connector/duration.ts'
import { ofKind, type PingPlan, parse, type Resource, readSources, type SourcePlan } from '../connector/sources.ts'

/** A function as stack.yml and its Knative Service describe it. */
export type FunctionPlan = { name: string; environment: Record<string, string>; idleMs: number; timeoutMs: number }
export type Plan = { functions: FunctionPlan[]; sources: SourcePlan[]; pings: PingPlan[] }

/** Knative's default for `autoscaling.knative.dev/window` and `timeoutSeconds`. */
const DEFAULT_WINDOW = '60s'
const DEFAULT_TIMEOUT_S = 300

const Metadata = z.object({ name: z.string(), annotations: z.optional(z.record(z.string(), z.string())) })
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
/**
 * Reads what to run from the files that are deployed: stack.yml says which functions, knative/base who gets what, when,
 * and retried how.
 * @throws naming the file, when one says what the local runner can't do
 */
export function readManifests(root: string): Plan {
  const resources = readResources(join(root, 'knative/base'))
  const services = new Map(ofKind(resources, 'Service', Service).map((service) => [service.metadata.name, service]))
  const stack = parse('stack.yml', Stack, readDocuments(join(root, 'stack.yml'))[0])
  const functions = Object.entries(stack.functions).map(([name, { environment }]) =>
    toFunction(name, environment ?? {}, services.get(name)),
  )
  const plan = { functions, ...readSources(resources) }
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

function readResources(folder: string): Resource[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => readDocuments(join(folder, file)).map((doc) => ({ file, doc: (doc ?? {}) as Resource['doc'] })))
}

/** `${NAME:-default}` in stack.yml is faas-cli's; here the default is taken. */
function readDocuments(file: string): unknown[] {
  const text = readFileSync(file, 'utf8').replace(/\$\{\w+:-([^}]*)\}/g, '$1')
  return parseAllDocuments(text).map((document) => {
    if (document.errors[0]) throw new Error(`${file}: ${document.errors[0].message}`)
    return document.toJS()
  })
}
