import { describe, expect, it } from 'vitest'
import { ConfigError } from '../config/read-config.ts'
import { jsonLog } from '../observe/log.ts'
import { createPublisher, topology } from './publisher.ts'

const log = jsonLog({}, () => undefined)

describe('the publisher that the configuration names', () => {
  it('is refused at once when the address of its queue is missing', () => {
    expect(() => createPublisher({ AUDITFLOW_QUEUE: 'rabbitmq' }, log)).toThrow(
      new ConfigError(['RABBITMQ_URL: missing']),
    )
    expect(() => createPublisher({ AUDITFLOW_QUEUE: 'postgres' }, log)).toThrow(
      new ConfigError(['DATABASE_URL: missing (AUDITFLOW_QUEUE is postgres)']),
    )
  })

  it('connects to nothing before the first event, and closes all the same', async () => {
    const publisher = createPublisher({ AUDITFLOW_QUEUE: 'rabbitmq', RABBITMQ_URL: 'amqp://127.0.0.1:1' }, log)
    await publisher.close()
  })

  it('knows the queues that infra/rabbitmq declares', () => {
    expect(topology.queues.map(({ name }) => name)).toEqual([
      'auditflow.analysis',
      'auditflow.notification',
      'auditflow.dead',
      'auditflow.rest',
      'auditflow.due',
    ])
  })
})
