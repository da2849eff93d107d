import resources from 'auditflow:sources'
import { setTimeout as sleep } from 'node:timers/promises'
import { amqpSubscriber } from '../../shared/broker/consume.ts'
import { readConfig } from '../../shared/config/read-config.ts'
import { createMetrics } from '../../shared/observe/metrics.ts'
import { main } from '../../shared/runtime/main.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { serve } from '../../shared/runtime/serve.ts'
import { settings, sinkUrl } from './config.ts'
import { deliver } from './deliver.ts'
import { httpTarget } from './http-target.ts'
import { schedule } from './schedule.ts'
import { readSources, type Sink, ticking } from './sources.ts'

const NAME = 'connector'

/** Knative's RabbitMQ source and PingSource in one program, for a cluster that has neither. */
void main(NAME, async (log) => {
  const config = readConfig(settings, process.env)
  const { sources, pings } = readSources(resources)
  const metrics = createMetrics(NAME)
  await metrics.load()
  const subscriber = amqpSubscriber(config.RABBITMQ_URL, topology, log)
  const targetOf = ({ sink }: { sink: Sink }) =>
    httpTarget(
      sink.function,
      sinkUrl(config.AUDITFLOW_SINK_URL, sink.function),
      config.AUDITFLOW_SINK_TIMEOUT_SECONDS * 1_000,
    )
  const deliveries = sources.map((source) => {
    const prefetch = Math.min(source.prefetch, config.AUDITFLOW_PREFETCH)
    return deliver({ ...source, prefetch }, subscriber, targetOf(source), log, metrics)
  })
  const schedules = ticking(pings, config.AUDITFLOW_SCHEDULES).map((ping) =>
    schedule(ping, targetOf(ping), log, { count: metrics.tick }),
  )
  let answered: Promise<unknown> = Promise.resolve()
  await serve({
    name: NAME,
    port: config.PORT,
    // Nobody is routed here but probes, so that there is nothing to wait for before the end begins.
    drainSeconds: 0,
    log,
    metrics,
    ready: async () => {
      if (!subscriber.isConsuming()) throw new Error('RabbitMQ is not there, or a queue is not consumed')
    },
    onDrain: () => {
      for (const { stop } of schedules) stop()
      answered = Promise.all(deliveries.map(({ stop }) => stop()))
    },
    close: async () => {
      await Promise.race([answered, sleep(config.AUDITFLOW_DRAIN_SECONDS * 1_000)])
      await subscriber.close()
    },
  })
  // Not waited for: it has started once it answers probes, and RabbitMQ may be away for hours.
  void Promise.all(deliveries.map(({ started }) => started)).then(() =>
    log.info('delivering', { queues: sources.map(({ queue }) => queue), schedules: schedules.length }),
  )
})
