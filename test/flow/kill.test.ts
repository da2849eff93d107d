import { beforeAll, describe, expect, it } from 'vitest'
import { injectUntilAccepted } from '../helpers/inject.ts'
import { createReceiver, RECEIVER_SECRET } from '../helpers/receiver.ts'
import { createPlace, cutConnections, type Runner } from '../helpers/runner.ts'
import { readOutcome, settled } from './outcome.ts'
import { makeRecords } from './traffic.ts'

const EVENTS = 20_000
const BATCH = 100
const CHANNELS = 2
const TIMEOUT_MS = 300_000
const FUNCTIONS = ['audit-event-webhook', 'audit-log-analysis', 'notification-service', 'event-audit-dashboard']

type Place = Awaited<ReturnType<typeof createPlace>>
type Blow = (place: Place, runner: Runner) => Promise<Runner>

const struck = new Set<string>()

const killFunction =
  (name: string): Blow =>
  async (_, runner) => {
    const pid = runner.pidOf(name)
    if (pid !== undefined) {
      process.kill(pid, 'SIGKILL')
      struck.add(name)
    }
    return runner
  }
const killRunner: Blow = async (place, runner) => {
  await runner.kill()
  return await place.start()
}
const cut: Blow = async (place, runner) => {
  cutConnections(place.broker.vhost)
  return runner
}
const flush: Blow = async (place, runner) => {
  await place.redis.flush()
  return runner
}

/** Injects everything, striking after the given shares of it, and returns what is left behind. */
async function run(environment: Record<string, string>, blows: Map<number, Blow>) {
  const receiver = await createReceiver()
  const place = await createPlace({
    AUDITFLOW_WEBHOOK_URL: receiver.url,
    AUDITFLOW_WEBHOOK_SECRET: RECEIVER_SECRET,
    AUDITFLOW_WEBHOOK_LEVEL: 'informational',
    AUDITFLOW_CONSOLE_LEVEL: 'informational',
    // The tick sends one, and its events are not counted on.
    AUDITFLOW_CANARY: 'off',
    ...environment,
  })
  let runner = await place.start()
  try {
    const records = makeRecords(EVENTS)
    for (let start = 0; start < EVENTS; start += BATCH) {
      const blow = blows.get(start / EVENTS)
      if (blow !== undefined) runner = await blow(place, runner)
      // A page that is open while all this goes on, so that the dashboard runs and is struck too.
      if (start % 2_000 === 0) await fetch(runner.url).catch(() => undefined)
      await injectUntilAccepted(runner, 'json', records.slice(start, start + BATCH))
    }
    await settled(place.database.sql, { events: EVENTS, channels: CHANNELS, timeoutMs: TIMEOUT_MS, runner })
    const outcome = await readOutcome(place.database.sql)
    // A process that is killed between sending and recording sends again, with the same id.
    const messages = new Map(receiver.received.map(({ id, alerts }) => [id, alerts]))
    return { ...outcome, told: [...messages.values()].flat() }
  } finally {
    await runner.stop()
    receiver.close()
    await place.remove()
  }
}

const transports = [
  ['RabbitMQ and Redis', {}],
  ['the queue and the windows in PostgreSQL', { RABBITMQ_URL: 'off', REDIS_URL: 'off' }],
] as [string, Record<string, string>][]

describe.each(transports)('20,000 events over %s', (_, environment) => {
  let undisturbed: Awaited<ReturnType<typeof run>>
  let disturbed: typeof undisturbed

  beforeAll(async () => {
    struck.clear()
    undisturbed = await run(environment, new Map())
    const blows = [...FUNCTIONS, ...FUNCTIONS].map(killFunction)
    const order = [...blows.slice(0, 4), killRunner, cut, flush, ...blows.slice(4), killRunner]
    disturbed = await run(environment, new Map(order.map((blow, index) => [(index + 1) / 20, blow])))
  }, 2 * TIMEOUT_MS)

  it('met every blow: no function was spared because it happened not to run', () => {
    expect([...struck].sort()).toEqual([...FUNCTIONS].sort())
  })

  it('are all stored once, with every process killed in mid-work, connections cut and Redis emptied', () => {
    expect(undisturbed.events).toEqual({ stored: EVENTS, ids: EVENTS })
    expect(disturbed.events).toEqual({ stored: EVENTS, ids: EVENTS })
  })

  it('raise the same alerts from the same events as without all that', () => {
    expect(undisturbed.alerts.length).toBeGreaterThan(20)
    expect(disturbed.alerts).toEqual(undisturbed.alerts)
  })

  it('are told of once an alert and channel', () => {
    expect(disturbed.notifications).toEqual(undisturbed.notifications)
    expect(new Set(disturbed.told).size).toBe(disturbed.alerts.length)
    expect(disturbed.told).toHaveLength(disturbed.alerts.length)
  })
})
