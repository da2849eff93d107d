import definitions from '../../infra/rabbitmq/definitions.json' with { type: 'json' }
import { ConfigError } from '../config/read-config.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { Topology } from '../events/topology.ts'
import type { Log, ProbedPublisher } from '../ports/ports.ts'

type BrokerConfig = {
  AUDITFLOW_QUEUE: 'rabbitmq' | 'postgres'
  RABBITMQ_URL?: string | undefined
  DATABASE_URL?: string | undefined
}

/** The topology that infra/rabbitmq/definitions.json declares. */
export const topology: Topology = Topology.parse(definitions)

/**
 * The publisher that the configuration names. Its driver is loaded and connected when first used, so that neither
 * costs a function its start.
 */
export function createPublisher(config: BrokerConfig, log: Log): ProbedPublisher {
  let publisher: Promise<ProbedPublisher> | undefined
  const open = opener(config, log)
  const opened = (): Promise<ProbedPublisher> => {
    publisher ??= open()
    return publisher
  }
  return {
    async publish(events: readonly CloudEvent[]) {
      await (await opened()).publish(events)
    },
    async ready() {
      await (await opened()).ready()
    },
    async close() {
      await (await publisher)?.close()
    },
  }
}

function opener(config: BrokerConfig, log: Log): () => Promise<ProbedPublisher> {
  const { RABBITMQ_URL, DATABASE_URL, AUDITFLOW_QUEUE } = config
  if (AUDITFLOW_QUEUE === 'postgres') {
    if (DATABASE_URL === undefined) throw new ConfigError(['DATABASE_URL: missing (AUDITFLOW_QUEUE is postgres)'])
    return async () => {
      const [{ connect }, { queuePublisher }] = await Promise.all([
        import('../store/connect.ts'),
        import('../store/queue.ts'),
      ])
      return queuePublisher(connect(DATABASE_URL, { max: 2, name: 'auditflow-queue' }), topology)
    }
  }
  if (RABBITMQ_URL === undefined) throw new ConfigError(['RABBITMQ_URL: missing'])
  return async () => (await import('../broker/publish.ts')).amqpPublisher(RABBITMQ_URL, topology, log)
}
