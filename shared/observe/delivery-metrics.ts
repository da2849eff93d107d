import type { Counter as CounterClass, Gauge as GaugeClass, Registry } from 'prom-client'

/** What the connector counts. */
export type DeliveryMetrics = {
  /** Messages of a queue by what became of a request with them; a count of 0 makes the series known. */
  delivery(queue: string, outcome: 'delivered' | 'retried' | 'given_up', count: number): void
  /** How many more, or fewer, messages of a queue are in a request under way. */
  inFlight(queue: string, change: number): void
  /** Events that a schedule sent, or could not send. */
  tick(source: string, outcome: 'sent' | 'lost', count: number): void
}

/** Only the connector has these: they are made when first set. */
export function countDeliveries(
  Counter: typeof CounterClass,
  Gauge: typeof GaugeClass,
  registers: Registry[],
): DeliveryMetrics {
  const create = () => ({
    deliveries: new Counter({
      name: 'auditflow_deliveries_total',
      help: 'Messages of a queue, by what became of a request with them.',
      labelNames: ['queue', 'outcome'],
      registers,
    }),
    inFlight: new Gauge({
      name: 'auditflow_deliveries_in_flight',
      help: 'Messages of a queue that are in a request under way.',
      labelNames: ['queue'],
      registers,
    }),
    ticks: new Counter({
      name: 'auditflow_ticks_total',
      help: 'Events of a schedule, sent or lost after their retries.',
      labelNames: ['source', 'outcome'],
      registers,
    }),
  })
  let made: ReturnType<typeof create> | undefined
  const instruments = () => {
    made ??= create()
    return made
  }
  return {
    delivery: (queue, outcome, count) => instruments().deliveries.inc({ queue, outcome }, count),
    inFlight: (queue, change) => instruments().inFlight.inc({ queue }, change),
    tick: (source, outcome, count) => instruments().ticks.inc({ source, outcome }, count),
  }
}
