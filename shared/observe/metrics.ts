import type { Counter as CounterClass, Gauge as GaugeClass, Registry } from 'prom-client'
import { countDeliveries, type DeliveryMetrics } from './delivery-metrics.ts'
import { countNotices, type DeskMetrics } from './desk-metrics.ts'

const DURATION_BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** What a function counts. Labels are few and bounded: never event content. */
export type Metrics = DeliveryMetrics &
  DeskMetrics & {
    request(status: number, seconds: number): void
    /** `outcome`: done, rejected, unavailable, failed. */
    outcome(outcome: string, count: number): void
    events(type: string, count: number): void
    coldStart(seconds: number): void
    /** How many rules judge events, and how many could not be read. */
    rules(loaded: number, refused: number): void
    /** Events that came too late for some rule over several events. */
    late(count: number): void
    /** Prometheus text format, with its content type. */
    render(): Promise<{ text: string; contentType: string }>
    /** Loads prom-client and counts what happened until now. */
    load(): Promise<void>
  }

type Instruments = Omit<Metrics, 'render' | 'load'> & { registry: Registry }

/** prom-client is loaded late, since it costs 15 ms of a cold start; until then what happens is remembered. */
export function createMetrics(functionName: string): Metrics {
  let instruments: Instruments | undefined
  let loading: Promise<Instruments> | undefined
  const waiting: ((to: Instruments) => void)[] = []
  const record = (apply: (to: Instruments) => void) => {
    if (instruments === undefined) waiting.push(apply)
    else apply(instruments)
  }
  const load = async (): Promise<Instruments> => {
    loading ??= createInstruments(functionName)
    instruments = await loading
    for (const apply of waiting.splice(0)) apply(instruments)
    return instruments
  }
  return {
    request: (status, seconds) => record((to) => to.request(status, seconds)),
    outcome: (outcome, count) => record((to) => to.outcome(outcome, count)),
    events: (type, count) => record((to) => to.events(type, count)),
    coldStart: (seconds) => record((to) => to.coldStart(seconds)),
    rules: (loaded, refused) => record((to) => to.rules(loaded, refused)),
    late: (count) => record((to) => to.late(count)),
    delivery: (queue, outcome, count) => record((to) => to.delivery(queue, outcome, count)),
    inFlight: (queue, change) => record((to) => to.inFlight(queue, change)),
    tick: (source, outcome, count) => record((to) => to.tick(source, outcome, count)),
    notice: (channel, kind, outcome) => record((to) => to.notice(channel, kind, outcome)),
    looked: (lateSeconds) => record((to) => to.looked(lateSeconds)),
    routingFault: (hasFault) => record((to) => to.routingFault(hasFault)),
    load: async () => void (await load()),
    render: async () => {
      const { registry } = await load()
      return { text: await registry.metrics(), contentType: registry.contentType }
    },
  }
}

async function createInstruments(functionName: string): Promise<Instruments> {
  const { Counter, Gauge, Histogram, Registry } = await import('prom-client')
  const registry = new Registry()
  registry.setDefaultLabels({ function: functionName })
  const registers = [registry]
  const requests = new Counter({
    name: 'auditflow_requests_total',
    help: 'HTTP requests answered, by status.',
    labelNames: ['status'],
    registers,
  })
  const durations = new Histogram({
    name: 'auditflow_request_duration_seconds',
    help: 'Time from the head of a request to the head of its answer.',
    buckets: DURATION_BUCKETS_S,
    registers,
  })
  const outcomes = new Counter({
    name: 'auditflow_outcomes_total',
    help: 'Delivered events, by what became of them.',
    labelNames: ['outcome'],
    registers,
  })
  const events = new Counter({
    name: 'auditflow_events_total',
    help: 'Events received, by type.',
    labelNames: ['type'],
    registers,
  })
  const coldStart = new Gauge({
    name: 'auditflow_cold_start_seconds',
    help: 'Time from process start to the first answer.',
    registers,
  })
  return {
    registry,
    request: (status, seconds) => {
      requests.inc({ status: String(status) })
      durations.observe(seconds)
    },
    outcome: (outcome, count) => outcomes.inc({ outcome }, count),
    events: (type, count) => events.inc({ type }, count),
    coldStart: (seconds) => coldStart.set(seconds),
    rules: countRules(Gauge, registers),
    late: countLate(Counter, registers),
    ...countDeliveries(Counter, Gauge, registers),
    ...countNotices({ Counter, Gauge, Histogram }, registers),
  }
}

/** Only a function that judges by rules has these: they are made when first set. */
function countRules(Gauge: typeof GaugeClass, registers: Registry[]): Metrics['rules'] {
  const create = () => ({
    loaded: new Gauge({ name: 'auditflow_rules_loaded', help: 'Rules that judge events.', registers }),
    refused: new Gauge({
      name: 'auditflow_rules_refused',
      help: 'Rules, filters and exceptions that could not be read.',
      registers,
    }),
  })
  let gauges: ReturnType<typeof create> | undefined
  return (loaded, refused) => {
    gauges ??= create()
    gauges.loaded.set(loaded)
    gauges.refused.set(refused)
  }
}

function countLate(Counter: typeof CounterClass, registers: Registry[]): Metrics['late'] {
  let counter: CounterClass | undefined
  return (count) => {
    counter ??= new Counter({
      name: 'auditflow_late_events_total',
      help: 'Events that came too late to count towards some rule over several events; rules over one judged them.',
      registers,
    })
    counter.inc(count)
  }
}
