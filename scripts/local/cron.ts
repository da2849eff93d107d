import { randomUUID } from 'node:crypto'
import { Cron } from 'croner'
import { toBinary } from '../../shared/events/http.ts'
import type { Log } from '../../shared/ports/ports.ts'
import { post } from './deliver.ts'
import type { LocalFunction } from './function-process.ts'
import type { PingPlan } from './manifests.ts'

const TRIES = 6
const FIRST_BACKOFF_MS = 50

/** Sends a PingSource's event on schedule, and once at the start so that a first look finds something. */
export function schedule(plan: PingPlan, target: LocalFunction, log: Log): { stop(): void } {
  const tick = () => {
    ping(plan, target).catch((error: Error) => log.warn('tick lost', { source: plan.name, reason: error.message }))
  }
  const job = new Cron(plan.schedule, { timezone: plan.timezone }, tick)
  tick()
  return { stop: () => job.stop() }
}

/** The event of Knative's PingSource; five retries, then the tick is lost, as there. */
async function ping(plan: PingPlan, target: LocalFunction): Promise<void> {
  const message = toBinary({
    specversion: '1.0',
    id: randomUUID(),
    source: `/apis/v1/namespaces/auditflow/pingsources/${plan.name}`,
    type: 'dev.knative.sources.ping',
    time: new Date().toISOString(),
    ...(plan.contentType === undefined ? {} : { datacontenttype: plan.contentType }),
    data: plan.data === undefined ? null : Buffer.from(plan.data),
    extensions: {},
  })
  let reason = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      const status = await post(target, plan.sink.path, message)
      if (status < 300) return
      reason = `answered ${status}`
    } catch (error) {
      reason = (error as Error).message
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_BACKOFF_MS * 2 ** attempt))
  }
  throw new Error(reason)
}
