import { encodeContent } from '../events/content.ts'
import { attributesOf, toCloudEvent } from '../events/envelope.ts'
import { deadLetterOutlets, EXCHANGE, type Outlet, outletsOf, type Topology } from '../events/topology.ts'
import type { Delivery, Log, ProbedPublisher, Subscriber } from '../ports/ports.ts'
import type { Sql } from './connect.ts'
import { withFaults } from './faults.ts'

const CHANNEL = 'auditflow_queue'
/** A safety net under LISTEN, whose connection may be lost for a moment. */
const POLL_MS = 2_000
/** Taken this often without an answer, a message goes to the dead letters, as a quorum queue's delivery limit does. */
const DELIVERY_LIMIT = 20

type Row = { id: string; attributes: Record<string, unknown>; body: Buffer; deliveries: number; enqueued_at: Date }

/**
 * The durable queue that stands in for RabbitMQ on one machine: a table, routed by the same topology. A publish is one
 * transaction, so a batch is accepted whole or not at all. What a queue with a time to live would hold lies where it leads, and
 * is passed over until then.
 */
export function queuePublisher(sql: Sql, topology: Topology): ProbedPublisher {
  return {
    publish: (events) =>
      withFaults(async () => {
        const rows = events.flatMap((event) =>
          outletsOf(topology, EXCHANGE, event.type).map((outlet) => ({
            ...outlet,
            attributes: attributesOf(event),
            body: encodeContent(event.data, event.datacontenttype).toString('base64'),
          })),
        )
        if (rows.length === 0) return
        await sql`
          with added as (
            insert into queue_messages (queue, attributes, body, available_at)
            select queue, attributes, decode(body, 'base64'), ${availableAfter(sql)}
            from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
              as row (queue text, attributes jsonb, body text, "restMs" bigint)
          )
          select pg_notify(${CHANNEL}, '')`
      }),
    ready: async () => void (await sql`select 1`),
    close: () => sql.end({ timeout: 5 }),
  }
}

/**
 * Takes messages from the table in order. One process consumes a queue: what it has taken it remembers itself, and
 * after a kill the next one finds everything that was not answered.
 */
export function queueSubscriber(sql: Sql, topology: Topology, log: Log): Subscriber {
  const loops: QueueLoop[] = []
  let listening: Promise<unknown> | undefined
  return {
    async subscribe(queue, prefetch, onDelivery) {
      listening ??= sql.listen(CHANNEL, () => {
        for (const loop of loops) loop.wake()
      })
      await listening
      loops.push(startLoop({ sql, log, queue, deadTo: deadLetterOutlets(topology, queue), prefetch, onDelivery }))
    },
    async close() {
      await Promise.all(loops.map((loop) => loop.stop()))
      await sql.end({ timeout: 5 })
    },
  }
}

type QueueLoop = { wake(): void; stop(): Promise<void> }
type LoopOptions = {
  sql: Sql
  log: Log
  queue: string
  deadTo: Outlet[]
  prefetch: number
  onDelivery: (delivery: Delivery) => void
}

function startLoop({ sql, log, queue, deadTo, prefetch, onDelivery }: LoopOptions): QueueLoop {
  const unanswered = new Set<string>()
  const answered = { done: [] as string[], dead: [] as string[] }
  const bell = createBell()
  let stopped = false

  const answer = (id: string, to: string[]) => {
    to.push(id)
    bell.ring()
  }
  const turn = async (): Promise<void> => {
    await settle(sql, answered, deadTo, unanswered)
    for (const row of await take(sql, queue, unanswered, prefetch - unanswered.size)) {
      unanswered.add(row.id)
      if (row.deliveries > DELIVERY_LIMIT) answer(row.id, answered.dead)
      else
        onDelivery({
          event: { ...toCloudEvent(row.attributes, null, row.enqueued_at.toISOString()), data: row.body },
          ack: () => answer(row.id, answered.done),
          reject: () => answer(row.id, answered.dead),
        })
    }
  }
  const run = async (): Promise<void> => {
    while (!stopped) {
      await turn().catch((error: Error) => log.warn('queue not reachable', { queue, reason: error.message }))
      await bell.wait(POLL_MS)
    }
    await settle(sql, answered, deadTo, unanswered)
  }
  const ended = run()
  return {
    wake: bell.ring,
    stop: async () => {
      stopped = true
      bell.ring()
      await ended
    },
  }
}

/** Forgets what was handled and moves what was rejected to the dead letters; on a fault both are tried again. */
async function settle(
  sql: Sql,
  answered: { done: string[]; dead: string[] },
  deadTo: Outlet[],
  unanswered: Set<string>,
): Promise<void> {
  const done = answered.done.slice()
  const dead = answered.dead.slice()
  if (done.length + dead.length === 0) return
  await sql`
    with gone as (
      delete from queue_messages
      where id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify([...done, ...dead])}::text::jsonb))
      returning id, attributes, body
    )
    insert into queue_messages (queue, attributes, body, available_at)
    select queue, attributes, body, ${availableAfter(sql)}
    from gone, jsonb_to_recordset(${JSON.stringify(deadTo)}::text::jsonb) as outlet (queue text, "restMs" bigint)
    where id in (select value::bigint from jsonb_array_elements_text(${JSON.stringify(dead)}::text::jsonb))`
  answered.done.splice(0, done.length)
  answered.dead.splice(0, dead.length)
  for (const id of [...done, ...dead]) unanswered.delete(id)
}

/** Nobody takes it before it has rested; null: at once. */
function availableAfter(sql: Sql) {
  return sql`case when "restMs" > 0 then now() + "restMs" * interval '1 millisecond' end`
}

async function take(sql: Sql, queue: string, unanswered: Set<string>, room: number): Promise<Row[]> {
  if (room <= 0) return []
  const rows = await sql<Row[]>`
    update queue_messages set deliveries = deliveries + 1
    where id in (
      select id from queue_messages
      where queue = ${queue} and (available_at is null or available_at <= now())
        and id not in (select value::bigint from jsonb_array_elements_text(${JSON.stringify([...unanswered])}::text::jsonb))
      order by id limit ${room}
    )
    returning id, attributes, body, deliveries, enqueued_at`
  return [...rows].sort((a, b) => Number(a.id) - Number(b.id))
}

/** Wakes a waiting loop; rung while nobody waits, the next wait ends at once. */
function createBell(): { ring(): void; wait(ms: number): Promise<void> } {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    wait: async (ms) => {
      if (!rung)
        await new Promise<void>((resolve) => {
          wake = resolve
          setTimeout(resolve, ms)
        })
      rung = false
      wake = undefined
    },
  }
}
