import type { CloudEvent } from '../../shared/events/envelope.ts'
import { toBatchOfBytes, toBinary } from '../../shared/events/http.ts'
import type { DeliveryMetrics } from '../../shared/observe/delivery-metrics.ts'
import type { Delivery, Log, Subscriber } from '../../shared/ports/ports.ts'
import type { SourcePlan } from './sources.ts'
import type { Target } from './target.ts'

/** The statuses that Knative's RabbitMQ source retries; it takes any other but 2xx as final. */
const RETRIED = new Set([404, 413, 425, 429, 502, 503, 504])

/** A batch of large events is cut short here, so that neither side has to hold much. */
const BATCH_BYTES = 4 * 1024 * 1024

const UNCOUNTED: DeliveryCounts = { delivery: () => undefined, inFlight: () => undefined }

type Waiting = { delivery: Delivery; attempts: number }
type DeliveryCounts = Pick<DeliveryMetrics, 'delivery' | 'inFlight'>
type Result = 'accepted' | 'retry' | 'refused'

/** A delivery under way; `stop` makes no more requests and resolves once those under way are answered. */
export type Delivering = { stop(): Promise<void> }

/**
 * Delivers a queue's messages to a function as Knative's RabbitMQ source does: `parallelism` requests at a time, retried
 * with back-off, then rejected to the dead letters. Under load, waiting messages go together as one batch; a batch that
 * fails is taken apart, so that one message can't drag its neighbours to the dead letters.
 */
export function deliver(
  plan: SourcePlan,
  subscriber: Subscriber,
  target: Target,
  log: Log,
  counts = UNCOUNTED,
): Delivering & { started: Promise<void> } {
  const fresh: Waiting[] = []
  const due: Waiting[] = []
  const running = new Set<Promise<void>>()
  let stopped = false
  for (const outcome of ['delivered', 'retried', 'given_up'] as const) counts.delivery(plan.queue, outcome, 0)
  counts.inFlight(plan.queue, 0)

  const pump = (): void => {
    while (!stopped && running.size < plan.parallelism && due.length + fresh.length > 0) {
      const retry = due.shift()
      const batch = retry === undefined ? takeBatch(fresh, plan.batchSize) : [retry]
      counts.inFlight(plan.queue, batch.length)
      const request = attempt(batch).finally(() => {
        counts.inFlight(plan.queue, -batch.length)
        running.delete(request)
        pump()
      })
      running.add(request)
    }
  }

  const attempt = async (batch: Waiting[]): Promise<void> => {
    const result = await send(plan, target, batch, log)
    if (result === 'accepted') counts.delivery(plan.queue, 'delivered', batch.length)
    for (const waiting of batch) {
      if (result === 'accepted') waiting.delivery.ack()
      else if (batch.length > 1) due.push(waiting)
      else if (result === 'retry' && waiting.attempts < plan.retry) retryLater(waiting)
      else giveUp(waiting)
    }
  }

  const retryLater = (waiting: Waiting): void => {
    waiting.attempts++
    counts.delivery(plan.queue, 'retried', 1)
    setTimeout(() => {
      due.push(waiting)
      pump()
    }, plan.backoffMs(waiting.attempts))
  }

  const giveUp = ({ delivery, attempts }: Waiting): void => {
    const { source, id } = delivery.event
    log.error('given up: to the dead letters', { queue: plan.queue, attempts: attempts + 1, source, id })
    counts.delivery(plan.queue, 'given_up', 1)
    delivery.reject()
  }

  return {
    started: subscriber.subscribe(plan.queue, plan.prefetch, (delivery) => {
      fresh.push({ delivery, attempts: 0 })
      // What arrives in one read of the socket is to go out together.
      setImmediate(pump)
    }),
    async stop() {
      stopped = true
      await Promise.all(running)
    },
  }
}

async function send(plan: SourcePlan, target: Target, batch: readonly Waiting[], log: Log): Promise<Result> {
  const events = batch.map(({ delivery }) => delivery.event)
  const message = events.length > 1 ? toBatchOfBytes(events) : toBinary(events[0] as CloudEvent)
  // A batch with a message that is not the JSON it claims to be: each goes by itself.
  if (message === undefined) return 'retry'
  try {
    return resultOf(await target.post(plan.sink.path, message))
  } catch (error) {
    log.warn('delivery failed', { function: target.name, reason: (error as Error).message })
    return 'retry'
  }
}

function takeBatch(waiting: Waiting[], most: number): Waiting[] {
  let bytes = 0
  let count = 0
  while (count < Math.min(most, waiting.length) && bytes < BATCH_BYTES)
    bytes += waiting[count++]?.delivery.event.data.length ?? 0
  return waiting.splice(0, count)
}

function resultOf(status: number): Result {
  if (status >= 200 && status < 300) return 'accepted'
  return RETRIED.has(status) ? 'retry' : 'refused'
}
