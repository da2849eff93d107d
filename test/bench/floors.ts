import { amqpPublisher } from '../../shared/broker/publish.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { type CloudEvent, uidOf } from '../../shared/events/envelope.ts'
import { normalise } from '../../shared/normalise/normalise.ts'
import { json } from '../../shared/normalise/sources/json.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { appendEvents } from '../../shared/store/append-events.ts'
import { createPartitions } from '../../shared/store/partitions.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestBroker } from '../helpers/broker.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { readRate } from './measure.ts'
import { eventText } from './traffic.ts'

const EVENTS = 20_000
const PUBLISH_BATCH = 100
const INSERT_BATCH = 500
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

function makeEvents(): CloudEvent<AuditEvent>[] {
  const context = { headers: new Headers(), receivedAtMs: Date.now() }
  return Array.from({ length: EVENTS }, () => {
    const [item] = normalise(json, JSON.parse(eventText()), context)
    if (!item?.ok) throw new Error('a bench event was rejected')
    return item.event
  })
}

/** Confirmed publishing alone: the same events to a quorum queue that nobody reads, confirmed per 100. */
export async function publishFloor(): Promise<number> {
  const broker = await createTestBroker()
  const publisher = amqpPublisher(broker.url, topology, silent)
  try {
    const events = makeEvents()
    await publisher.publish(events.slice(0, PUBLISH_BATCH))
    const rate = readRate()
    for (let start = 0; start < EVENTS; start += PUBLISH_BATCH)
      await publisher.publish(events.slice(start, start + PUBLISH_BATCH))
    return EVENTS / rate.seconds()
  } finally {
    await publisher.close()
    await broker.drop()
  }
}

/** Batched inserting alone: the same rows into the same tables, 500 a transaction, one connection. */
export async function insertFloor(): Promise<number> {
  const database = await createTestDatabase()
  try {
    const events = makeEvents().map((event) => ({ uid: uidOf(event.source, event.id), event }))
    await createPartitions(database.sql)(events.map(({ event }) => event.data.time))
    const rate = readRate()
    for (let start = 0; start < EVENTS; start += INSERT_BATCH)
      await transaction(database.sql, (tx) => appendEvents(tx, events.slice(start, start + INSERT_BATCH)))
    return EVENTS / rate.seconds()
  } finally {
    await database.drop()
  }
}
