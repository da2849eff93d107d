import type { Counter as CounterClass, Gauge as GaugeClass, Histogram as HistogramClass, Registry } from 'prom-client'

/** What the notification service counts. */
export type DeskMetrics = {
  /** Attempts to send a notice: to which channel, of what kind the notice was, and what became of it. */
  notice(channel: string, kind: string, outcome: 'sent' | 'passing' | 'failed'): void
  /** A look at a group, and by how much it was later than it was due. */
  looked(lateSeconds: number): void
  /** Whether the routing file has a fault. */
  routingFault(hasFault: boolean): void
}

/** A tick finds what no timer did: five minutes late. */
const LATE_BUCKETS_S = [0.1, 0.5, 1, 5, 15, 60, 120, 300, 900, 3_600]

/** Only the notification service has these: they are made when first set. */
export function countNotices(
  classes: { Counter: typeof CounterClass; Gauge: typeof GaugeClass; Histogram: typeof HistogramClass },
  registers: Registry[],
): DeskMetrics {
  const create = () => ({
    notices: new classes.Counter({
      name: 'auditflow_notice_attempts_total',
      help: 'Attempts to send a notice, by channel, kind of notice and what became of them.',
      labelNames: ['channel', 'kind', 'outcome'],
      registers,
    }),
    late: new classes.Histogram({
      name: 'auditflow_look_lateness_seconds',
      help: 'Looks at groups of alerts, by how much later they came than they were due.',
      buckets: LATE_BUCKETS_S,
      registers,
    }),
    fault: new classes.Gauge({
      name: 'auditflow_routing_fault',
      help: '1 while the routing file has a fault and is not in force.',
      registers,
    }),
  })
  let made: ReturnType<typeof create> | undefined
  const instruments = () => {
    made ??= create()
    return made
  }
  return {
    notice: (channel, kind, outcome) => instruments().notices.inc({ channel, kind, outcome }),
    looked: (seconds) => instruments().late.observe(seconds),
    routingFault: (hasFault) => instruments().fault.set(hasFault ? 1 : 0),
  }
}
