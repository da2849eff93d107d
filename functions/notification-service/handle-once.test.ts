import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { notificationStore } from '../../shared/store/claim-notification.ts'
import { connect } from '../../shared/store/connect.ts'
import type { Channel } from './channel.ts'
import { handle } from './handle.ts'
import { alertEvent, gate } from './testing/bench.ts'
import { failure, setUp } from './testing/set-up.ts'

const bench = setUp()

describe('once', () => {
  it('sends once when the event comes again, alone or twice in one batch', async () => {
    const event = alertEvent()
    await handle([event, { ...event, data: { ...event.data, alert_id: event.id.toUpperCase() } }], bench.ports())
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(1)
  })

  it('sends once when five deliveries come at the same time, and tells the others to come again', async () => {
    const event = alertEvent()
    const others = [connect(bench.database.url), connect(bench.database.url)]
    const stores = [bench.database.sql, ...others, bench.database.sql, others[0]!].map(notificationStore)
    const answered = gate()
    bench.receiver.reply = async () => {
      await answered.opened
      return { status: 200 }
    }
    const deliveries = stores.map((store) => failure(handle([event], bench.ports({ store }))))
    const losers = await firstFour(deliveries)
    answered.open()
    const faults = await Promise.all(deliveries)
    expect(losers.map(String)).toEqual(Array(4).fill('Unavailable: not sent yet: webhook: is being sent elsewhere'))
    expect(faults.filter((fault) => fault === undefined)).toHaveLength(1)
    await Promise.all(stores.map((store) => handle([event], bench.ports({ store }))))
    expect(bench.receiver.received).toHaveLength(1)
    expect(await bench.attemptsOf(event)).toHaveLength(1)
    await Promise.all(others.map((sql) => sql.end()))
  })

  it('sends the same webhook-id again when the connection dies between sending and recording', async () => {
    const event = alertEvent()
    const sql = connect(bench.database.url, { max: 1 })
    const channel = bench.webhook()
    const sends: Promise<unknown>[] = []
    const send: Channel['send'] = (...alert) => {
      const sending = channel.send(...alert)
      sends.push(sending)
      return sending
    }
    const ports = bench.ports({ store: notificationStore(sql), channels: [{ ...channel, send }] })
    const answered = gate()
    bench.receiver.reply = async (message) => {
      if (message === 1) await terminateClaims()
      await answered.opened
      return { status: 200 }
    }
    expect(await failure(handle([event], ports))).toBeInstanceOf(Unavailable)
    answered.open()
    await Promise.all(sends)
    // What is written to the lost connection now would end the process a turn later.
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'pending', attempts: 0 }])
    // The one connection of this pool has to be usable again.
    await handle([event], ports)
    expect(bench.receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(
      Array(2).fill(`msg_${event.id}_webhook`),
    )
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'sent', attempts: 1 }])
    await sql.end()
  })

  it('holds no transaction id while the receiver takes its time', async () => {
    const open: unknown[] = []
    bench.receiver.reply = async () => {
      open.push(
        ...(await bench.database.sql`
          select backend_xid from pg_stat_activity
          where datname = current_database() and state = 'idle in transaction'
        `),
      )
      return { status: 200 }
    }
    await handle([alertEvent()], bench.ports())
    expect(open).toEqual([{ backend_xid: null }])
  })
})

/** Cuts the connections that hold a claim and waits until their ends have noticed. */
async function terminateClaims(): Promise<void> {
  await bench.database.sql`
    select pg_terminate_backend(pid, 5000) from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
  `
}

/** Resolves with the results of the four deliveries that end first. */
function firstFour<T>(deliveries: Promise<T>[]): Promise<T[]> {
  return new Promise((resolve) => {
    const ended: T[] = []
    for (const delivery of deliveries)
      void delivery.then((result) => {
        ended.push(result)
        if (ended.length === deliveries.length - 1) resolve([...ended])
      })
  })
}
