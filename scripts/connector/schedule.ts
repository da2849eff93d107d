import { Cron } from 'croner'
import { toBinary } from '../../shared/events/http.ts'
import type { DeliveryMetrics } from '../../shared/observe/delivery-metrics.ts'
import type { Log } from '../../shared/ports/ports.ts'
import type { PingPlan } from './sources.ts'
import type { Target } from './target.ts'

const TRIES = 6
const FIRST_BACKOFF_MS = 50

export type ScheduleOptions = {
  /** One tick at the start already, so that a first look finds something. */
  atOnce?: boolean
  count?: DeliveryMetrics['tick']
}

/**
 * Sends a PingSource's event on schedule. The event is told by its source and the time it was due, not by when it was
 * sent: several senders give the same event, which the functions take for one. The generator makes the same events of it
 * again, which are stored once; the analysis finds nothing left to judge.
 */
export function schedule(plan: PingPlan, target: Target, log: Log, { atOnce, count }: ScheduleOptions = {}) {
  const tick = async (due: Date): Promise<void> => {
    try {
      await ping(plan, target, due)
      count?.(plan.name, 'sent', 1)
    } catch (error) {
      count?.(plan.name, 'lost', 1)
      log.warn('tick lost', { source: plan.name, reason: (error as Error).message })
    }
  }
  for (const outcome of ['sent', 'lost'] as const) count?.(plan.name, outcome, 0)
  let due: Date | null = null
  const job = new Cron(plan.schedule, { timezone: plan.timezone }, () => {
    void tick(due ?? new Date())
    due = job.nextRun()
  })
  due = job.nextRun()
  if (atOnce) void tick(new Date())
  return { stop: () => job.stop() }
}

/** The event of Knative's PingSource; five retries, then the tick is lost, as there. */
async function ping(plan: PingPlan, target: Target, due: Date): Promise<void> {
  const time = due.toISOString()
  const message = toBinary({
    specversion: '1.0',
    id: `${plan.name}-${time}`,
    source: `/apis/v1/namespaces/auditflow/pingsources/${plan.name}`,
    type: 'dev.knative.sources.ping',
    time,
    ...(plan.contentType === undefined ? {} : { datacontenttype: plan.contentType }),
    data: plan.data === undefined ? null : Buffer.from(plan.data),
    extensions: {},
  })
  let reason = ''
  for (let attempt = 0; attempt < TRIES; attempt++) {
    try {
      const status = await target.post(plan.sink.path, message)
      if (status < 300) return
      reason = `answered ${status}`
    } catch (error) {
      reason = (error as Error).message
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_BACKOFF_MS * 2 ** attempt))
  }
  throw new Error(reason)
}
