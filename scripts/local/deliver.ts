import type { IncomingMessage } from 'node:http'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { type HttpMessage, toBatchOfBytes, toBinary } from '../../shared/events/http.ts'
import type { Delivery, Log, Subscriber } from '../../shared/ports/ports.ts'
import type { LocalFunction } from './function-process.ts'
import type { SourcePlan } from './manifests.ts'

/** The statuses that Knative's RabbitMQ source retries; it takes any other but 2xx as final. */
const RETRIED = new Set([404, 413, 425, 429, 502, 503, 504])

/** A batch of large events is cut short here, so that neither side has to hold much. */
const BATCH_BYTES = 4 * 1024 * 1024

type Waiting = { delivery: Delivery; attempts: number }
type Result = 'accepted' | 'retry' | 'refused'

/**
 * Delivers a queue's messages to a function as Knative's RabbitMQ source does: `parallelism` requests at a time, retried
 * with back-off, then rejected to the dead letters. Under load, waiting messages go together as one batch; a batch that
 * fails is taken apart, so that one message can't drag its neighbours to the dead letters.
 */
export async function deliver(plan: SourcePlan, subscriber: Subscriber, target: LocalFunction, log: Log) {
  const fresh: Waiting[] = []
  const due: Waiting[] = []
  let busy = 0
  let stopped = false

  const pump = (): void => {
    while (!stopped && busy < plan.parallelism && due.length + fresh.length > 0) {
      const retry = due.shift()
      const batch = retry === undefined ? takeBatch(fresh, plan.batchSize) : [retry]
      busy++
      void attempt(batch).finally(() => {
        busy--
        pump()
      })
    }
  }

  const attempt = async (batch: Waiting[]): Promise<void> => {
    const result = await send(batch)
    for (const waiting of batch) {
      if (result === 'accepted') waiting.delivery.ack()
      else if (batch.length > 1) due.push(waiting)
      else if (result === 'retry' && waiting.attempts < plan.retry) retryLater(waiting)
      else giveUp(waiting)
    }
  }

  const send = async (batch: Waiting[]): Promise<Result> => {
    const events = batch.map(({ delivery }) => delivery.event)
    const message = events.length > 1 ? toBatchOfBytes(events) : toBinary(events[0] as CloudEvent)
    // A batch with a message that is not the JSON it claims to be: each goes by itself.
    if (message === undefined) return 'retry'
    try {
      return resultOf(await post(target, plan.sink.path, message))
    } catch (error) {
      log.warn('delivery failed', { function: target.name, reason: (error as Error).message })
      return 'retry'
    }
  }

  const retryLater = (waiting: Waiting): void => {
    waiting.attempts++
    setTimeout(() => {
      due.push(waiting)
      pump()
    }, plan.backoffMs(waiting.attempts))
  }

  const giveUp = ({ delivery, attempts }: Waiting): void => {
    const { source, id } = delivery.event
    log.error('given up: to the dead letters', { queue: plan.queue, attempts: attempts + 1, source, id })
    delivery.reject()
  }

  await subscriber.subscribe(plan.queue, plan.parallelism * plan.batchSize, (delivery) => {
    fresh.push({ delivery, attempts: 0 })
    // What arrives in one read of the socket is to go out together.
    setImmediate(pump)
  })
  return {
    /** No more requests; what is not answered yet stays in the queue. */
    stop: () => {
      stopped = true
    },
  }
}

function takeBatch(waiting: Waiting[], most: number): Waiting[] {
  let bytes = 0
  let count = 0
  while (count < Math.min(most, waiting.length) && bytes < BATCH_BYTES)
    bytes += waiting[count++]?.delivery.event.data.length ?? 0
  return waiting.splice(0, count)
}

/** Sends one message and returns the status of its answer. */
export async function post(target: LocalFunction, path: string, { headers, body }: HttpMessage): Promise<number> {
  const answer = await target.send(
    { method: 'POST', path, headers: { ...headers, 'content-length': body.length } },
    body,
  )
  return await drained(answer)
}

function drained(answer: IncomingMessage): Promise<number> {
  return new Promise((resolve, reject) => {
    answer.on('error', reject)
    answer.on('end', () => resolve(answer.statusCode ?? 0))
    answer.resume()
  })
}

function resultOf(status: number): Result {
  if (status >= 200 && status < 300) return 'accepted'
  return RETRIED.has(status) ? 'retry' : 'refused'
}
