import { isUtf8 } from 'node:buffer'
import type { Json } from '../events/audit-event.ts'
import { CATALOGUE, type EventRejected } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { decodeHttp, isCloudEvent, MalformedCloudEvent } from '../events/http.ts'
import { deepJson } from '../events/stringify.ts'
import { withFields } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import { newTraceparent, traceIdOf } from '../observe/trace.ts'
import { type Outcome, Unavailable } from '../ports/outcome.ts'
import type { Log } from '../ports/ports.ts'
import { readBody } from './read-body.ts'

/** RabbitMQ's own limit on a message is 16 MiB since 4.0; a batch of them may be larger. */
const MAX_DELIVERY_BYTES = 64 * 1024 * 1024

/** Something refused for good, as it is kept: see `EventRejected` in the catalogue. */
export type Refusal = {
  source: string
  id: string
  origin: string
  reason: string
  payload: string
  eventType?: string
  /** The rest of what is needed to send it again, where it was a CloudEvent. */
  event?: NonNullable<EventRejected['event']>
}

export type Consumer = {
  /** Whether a request is a delivery at all; one that is not goes to the function's own routes. Default: each is. */
  takes?: (headers: Headers) => boolean
  /** Called for an empty POST that is no event either, as OpenFaaS' cron-connector sends it. Default: it is refused. */
  tick?: () => Promise<void>
  /** Handles delivered events; throws `Unavailable` for a passing fault, and then everything is delivered again. */
  handle: (events: readonly CloudEvent[], log: Log) => Promise<Outcome>
  /** Keeps what can't be processed, with its reason. Throwing means it was not kept: the delivery is tried again. */
  keep: (refusals: readonly Refusal[]) => Promise<void>
}

/**
 * Answers a delivery so that no deliverer ever loses an event: 202 once everything was handled or kept as refused, 503
 * with Retry-After for anything that may pass. Never a 4xx, which Knative's RabbitMQ dispatcher takes for success and
 * its RabbitMQ source drops; never a 500, which the source does not retry.
 */
export async function receiveDelivery(
  request: Request,
  consumer: Consumer,
  { log, metrics }: { log: Log; metrics: Metrics },
): Promise<Response> {
  try {
    const body = await readBody(request, MAX_DELIVERY_BYTES)
    if (consumer.tick !== undefined && body.length === 0 && !isCloudEvent(request.headers)) {
      await consumer.tick()
      return answer(202)
    }
    const { events, refusals } = decode(request, body)
    for (const { type } of events) metrics.events(Object.hasOwn(CATALOGUE, type) ? type : 'other', 1)
    const traced = withFields(log, { trace_id: traceIdOf(events[0]?.extensions['traceparent']) })
    const outcome = events.length > 0 ? await consumer.handle(events, traced) : { rejected: [] }
    const refused = [...refusals, ...outcome.rejected.map(({ event, reason }) => refusalOf(event, reason))]
    if (refused.length > 0) {
      await consumer.keep(refused)
      for (const { reason, source, id } of refused) traced.warn('event rejected', { reason, source, id })
    }
    metrics.outcome('done', events.length - outcome.rejected.length)
    metrics.outcome('rejected', refused.length)
    return answer(202)
  } catch (error) {
    return faultAnswer(error as Error, log, metrics)
  }
}

function decode(request: Request, body: Uint8Array): { events: CloudEvent[]; refusals: Refusal[] } {
  const receivedAt = new Date().toISOString()
  const origin = new URL(request.url).pathname
  try {
    const { events, faults } = decodeHttp(request.headers, body, receivedAt)
    const fallback = newTraceparent()
    for (const event of events) event.extensions['traceparent'] ??= fallback
    return {
      events,
      refusals: faults.map(({ reason, payload }) => ({ ...anonymous(payload), origin, reason, payload })),
    }
  } catch (error) {
    if (!(error instanceof MalformedCloudEvent)) throw error
    const payload = textOf(body)
    return { events: [], refusals: [{ ...anonymous(payload), origin, reason: error.message, payload }] }
  }
}

/** What is no CloudEvent has no identity; its content is one, so that the same refused twice is kept once. */
function anonymous(payload: string): { source: string; id: string } {
  return { source: '/rejected', id: payload }
}

function refusalOf(event: CloudEvent, reason: string): Refusal {
  const { source, id, type, data, extensions } = event
  const identity = { source, id, extensions }
  return { source, id, origin: source, reason, payload: payloadOf(data), eventType: type, event: identity }
}

function payloadOf(data: unknown): string {
  if (data instanceof Uint8Array) return textOf(data)
  return typeof data === 'string' ? data : deepJson(data as Json)
}

/** Bytes that are no text are kept as base64, so that nothing of them is lost. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString(isUtf8(bytes) ? 'utf8' : 'base64')
}

function faultAnswer(error: Error, log: Log, metrics: Metrics): Response {
  const passing = error instanceof Unavailable
  metrics.outcome(passing ? 'unavailable' : 'failed', 1)
  if (passing) log.warn('not handled now', { reason: error.message })
  else log.error('delivery failed', { reason: error.message, stack: error.stack })
  const seconds = passing ? Math.ceil(error.retryAfterSeconds) : 1
  return answer(503, { 'retry-after': String(seconds) })
}

/** OpenFaaS' provider gives an answer without a content type the request's own, so there always is one. */
function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { 'content-type': 'text/plain', ...headers } })
}
