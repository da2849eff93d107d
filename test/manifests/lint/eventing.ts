import { parseDuration } from '../../../scripts/connector/duration.ts'
import type { Resource } from '../../helpers/kustomize.ts'

type Delivery = {
  retry?: number
  backoffPolicy?: string
  backoffDelay?: string
  timeout?: string
  deadLetterSink?: object
}
type Spec = {
  filters?: unknown
  filter?: { attributes?: Record<string, unknown> }
  delivery?: Delivery
  config?: { namespace?: string }
  schedule?: string
  ceOverrides?: { extensions?: Record<string, unknown> }
  rabbitmqResourcesConfig?: { predeclared?: boolean }
  sink?: { uri?: string; ref?: { name?: string; namespace?: string } }
  subscriber?: { uri?: string; ref?: { name?: string; namespace?: string } }
}

/** Below it the source's and the dispatcher's programs read 0 and panic at the first retry. */
const SHORTEST_DELAY_MS = 100
/** A database that is moved or updated is away for two minutes. */
const SHORTEST_WAIT_MS = 130_000
/** RabbitMQ takes back what was not answered in 30 minutes. */
const LONGEST_WAIT_MS = 30 * 60_000

/** Fields that a source no longer has; many pages still show them. */
const FORMER_FIELDS = ['broker', 'exchangeConfig', 'queueConfig', 'channelConfig', 'user', 'password']

/** What Knative's RabbitMQ source, broker and PingSource take without a word and then do otherwise, or die of. */
export function lintEventing({ kind, spec = {} }: Resource): string[] {
  const { delivery, filter, filters, config, sink, subscriber, schedule, ceOverrides, rabbitmqResourcesConfig } =
    spec as Spec
  const faults: string[] = []
  if (kind === 'Trigger' && filters !== undefined)
    faults.push('filters: this broker passes over it and sends everything')
  for (const value of Object.values(filter?.attributes ?? {}))
    if (typeof value !== 'string' || value === '') faults.push('filter.attributes: only exact, non-empty texts match')
  if (kind === 'Broker' && config?.namespace === undefined) faults.push('config.namespace: missing')
  if (kind === 'Trigger' || kind === 'Broker') {
    if (delivery?.deadLetterSink === undefined) faults.push('delivery.deadLetterSink: what fails is dropped without it')
    if (delivery?.timeout === undefined)
      faults.push('delivery.timeout: a hanging subscriber blocks for ever without it')
  }
  if (['Trigger', 'Broker', 'RabbitmqSource'].includes(kind)) faults.push(...lintDelivery(delivery))
  if (kind === 'RabbitmqSource' && rabbitmqResourcesConfig?.predeclared !== true)
    faults.push('predeclared: the queue that the source makes itself has no dead letters')
  if (kind === 'RabbitmqSource')
    for (const field of FORMER_FIELDS) if (field in spec) faults.push(`${field}: sources no longer have it`)
  for (const name of Object.keys(ceOverrides?.extensions ?? {}))
    if (!/^[a-z0-9]{1,20}$/.test(name)) faults.push(`ceOverrides.extensions.${name}: no name that CloudEvents has`)
  if (kind === 'PingSource' && schedule?.trim().split(/\s+/).length !== 5) faults.push('schedule: not of five fields')
  for (const { uri, ref } of [sink ?? {}, subscriber ?? {}]) {
    if (uri?.includes('/async-function/')) faults.push('uri: async-function answers 202 to what is lost')
    if (ref?.name === 'gateway') faults.push('ref: finds port 80, where the gateway does not listen')
  }
  return faults
}

function lintDelivery(delivery: Delivery | undefined): string[] {
  if (delivery?.retry === undefined) return ['delivery.retry: none, the first failure is final']
  const delay = delivery.backoffDelay ?? ''
  // One decimal: the program cuts the rest off.
  if (!/^PT\d+(\.\d)?S$/.test(delay)) return [`delivery.backoffDelay: ${delay || 'missing'}, not of ISO 8601`]
  const delayMs = parseDuration(delay)
  if (delayMs < SHORTEST_DELAY_MS) return [`delivery.backoffDelay: ${delay} is shorter than 100 ms`]
  const exponential = delivery.backoffPolicy !== 'linear'
  let waitMs = 0
  for (let attempt = 1; attempt <= delivery.retry; attempt++) waitMs += delayMs * (exponential ? 2 ** attempt : attempt)
  if (waitMs < SHORTEST_WAIT_MS) return ['delivery: given up within an outage of two minutes']
  return waitMs > LONGEST_WAIT_MS ? ['delivery: longer than RabbitMQ waits for an answer'] : []
}
