import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { alertOf, MINUTE, SECOND, T0 } from '../../shared/store/notices/testing.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { keepingLog } from '../../test/helpers/keeping-log.ts'
import { until } from '../../test/helpers/until.ts'
import { createLoop } from './loop.ts'
import { createEngine, eventOf, routingOf } from './testing/engine.ts'
import { gate } from './testing/gate.ts'
import { wake } from './wake.ts'

const ROUTING = `
route: { receiver: ops, group_by: ['...'], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers: [{ name: ops, console_configs: [{}] }]
`

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  for (const table of ['notice_groups', 'notices', 'wake']) await database.sql`delete from ${database.sql(table)}`
})

const publisher = (fault?: Error) => {
  const sent: CloudEvent[] = []
  return {
    sent,
    publish: async (events: readonly CloudEvent[]) => {
      if (fault) throw fault
      sent.push(...events)
    },
    close: async () => undefined,
  }
}

describe('a loop', () => {
  it('works once at a time: who asks meanwhile waits for one run more, all together', async () => {
    const gates = [gate(), gate(), gate()]
    let runs = 0
    const loop = createLoop(
      async () => {
        await gates[runs++]?.opened
        return null
      },
      Date.now,
      () => undefined,
    )
    const first = loop.run()
    const others = [loop.run(), loop.run(), loop.run()]
    gates[0]?.open()
    await first
    await until('the second run', () => runs === 2)
    gates[1]?.open()
    await Promise.all(others)
    expect(runs).toBe(2)
  })

  it('works again by itself when it is due, and after a fault', async () => {
    let runs = 0
    const faults: string[] = []
    const loop = createLoop(
      async () => {
        runs++
        if (runs === 3) throw new Error('no')
        return runs < 3 ? Date.now() + 10 : null
      },
      Date.now,
      ({ message }) => faults.push(message),
    )
    await loop.run()
    await until('the third run', () => faults.length === 1)
    expect(faults).toEqual(['no'])
    await until('a run after the fault', () => runs === 4, 8_000)
    await loop.stop()
  })

  it('tells who asked of a fault, and goes on for those who ask later', async () => {
    let runs = 0
    const loop = createLoop(
      async () => {
        if (runs++ === 0) throw new Error('no')
        return null
      },
      Date.now,
      () => undefined,
    )
    const first = loop.run()
    const second = loop.run()
    await expect(first).rejects.toThrow('no')
    await expect(second).resolves.toBeUndefined()
    await loop.stop()
  })

  it('is stopped when what is under way has ended, and does nothing more', async () => {
    const open = gate()
    let runs = 0
    const loop = createLoop(
      async () => {
        runs++
        await open.opened
        return Date.now() + 1
      },
      Date.now,
      () => undefined,
    )
    void loop.run()
    void loop.run()
    let stopped = false
    const stopping = loop.stop().then(() => {
      stopped = true
    })
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stopped).toBe(false)
    open.open()
    await stopping
    await loop.run()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(runs).toBe(1)
  })
})

describe('a message that wakes', () => {
  const ports = (now: number, to: ReturnType<typeof publisher> | undefined, log = keepingLog()) => ({
    sql: database.sql,
    clock: () => now,
    log,
    publisher: to,
  })

  it('is sent when something is due within five minutes, and none is under way', async () => {
    const to = publisher()
    await wake(null, ports(T0, to))
    await wake(T0 + 5 * MINUTE + 1, ports(T0, to))
    expect(to.sent).toEqual([])
    await wake(T0 + 5 * MINUTE, ports(T0, to))
    await wake(T0, ports(T0 + 50 * SECOND, to))
    expect(to.sent).toMatchObject([{ type: NOTIFICATION_DUE, source: '/notification-service', data: { at: T0 } }])
    // It rests for a minute: what comes out then finds nothing under way.
    await wake(T0, ports(T0 + 60 * SECOND, to))
    expect(to.sent).toHaveLength(2)
    expect(new Set(to.sent.map(({ id }) => id)).size).toBe(2)
  })

  it('that could not be sent is logged, and sent by the next who can', async () => {
    const log = keepingLog()
    await wake(T0, ports(T0, publisher(new Error('no broker')), log))
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { reason: 'no broker' } }])
    const to = publisher()
    await wake(T0, ports(T0 + 1, to))
    expect(to.sent).toHaveLength(1)
  })

  it('is not needed: without a broker the tick wakes', async () => {
    await wake(T0, ports(T0, undefined))
    expect(await database.sql`select 1 from wake`).toHaveLength(0)
  })
})

describe('the desk', () => {
  const count = async () => (await database.sql`select 1 from notices`).length

  it('looks again by its own timer when a group has waited, sends what came of it, and sees to being woken', async () => {
    const to = publisher()
    let sends = 0
    const send = async () => {
      sends++
      return { nextDueAt: null }
    }
    const engine = createEngine({
      url: database.url,
      clock: Date.now,
      routing: routingOf(ROUTING),
      publisher: to,
      send,
    })
    await engine.take([eventOf(alertOf())])
    await engine.desk.look()
    expect(await count()).toBe(0)
    await until('the notice', async () => (await count()) === 1, 5_000)
    await until('the sending of it', () => sends > 1)
    await until('the message', () => to.sent.length > 0)
    expect(to.sent).toHaveLength(1)
    await engine.end()
  })

  it('sends in its own time: nobody who looks waits for a channel that hangs, and no group does', async () => {
    const hanging = gate()
    const send = async () => {
      await hanging.opened
      return { nextDueAt: null }
    }
    const engine = createEngine({ url: database.url, clock: Date.now, routing: routingOf(ROUTING), send })
    await engine.take([eventOf(alertOf())])
    await engine.desk.look()
    await until('the notice', async () => (await count()) === 1, 5_000)
    let ended = false
    const ending = engine.end().then(() => {
      ended = true
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(ended).toBe(false)
    hanging.open()
    await ending
  })

  it('sees to being woken for what was planned before it looks, and asks a broker that is away not each time', async () => {
    const log = keepingLog()
    const routing = { ...routingOf(ROUTING), get: async () => Promise.reject(new Error('no routing')) }
    const engine = createEngine({
      url: database.url,
      clock: () => T0,
      routing,
      log,
      publisher: publisher(new Error('no broker')),
    })
    const warned = () => log.lines.filter(({ fields }) => fields?.['reason'] === 'no broker').length
    engine.desk.nudge()
    await until('the warning', () => warned() === 1)
    await until('its wake to be free', async () => (await database.sql`select 1 from wake`).length === 0)
    engine.desk.nudge()
    await engine.end()
    const to = publisher()
    const other = createEngine({ url: database.url, clock: () => T0, routing, publisher: to })
    other.desk.nudge()
    await until('the message', () => to.sent.length === 1)
    other.desk.nudge()
    await other.end()
    expect([warned(), to.sent.length]).toEqual([1, 1])
  })

  it('that could not look says so, and takes the fault to who asked for it', async () => {
    const log = keepingLog()
    const url = 'postgres://nobody@127.0.0.1:1/none'
    const engine = createEngine({ url, clock: Date.now, routing: routingOf(ROUTING), log })
    await expect(engine.desk.look()).rejects.toThrow()
    engine.desk.nudge()
    await until('the log', () => log.lines.some(({ message }) => message === 'looking at groups is put off'))
    await engine.end()
  })
})
