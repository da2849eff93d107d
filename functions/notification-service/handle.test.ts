import { randomUUID } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import type { Level } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { notificationStore } from '../../shared/store/claim-notification.ts'
import { connect } from '../../shared/store/connect.ts'
import { consoleChannel } from './console-channel.ts'
import { handle } from './handle.ts'
import { alertEvent, newSecret } from './testing/bench.ts'
import { failure, setUp } from './testing/set-up.ts'

const bench = setUp()

describe('sending', () => {
  it('posts the alert signed as Standard Webhooks says and records it', async () => {
    const event = alertEvent()
    await expect(handle([event], bench.ports())).resolves.toEqual({ rejected: [] })
    const [message] = bench.receiver.received
    expect(bench.receiver.received).toHaveLength(1)
    expect(message).toMatchObject({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'AuditFlow',
        'webhook-id': `msg_${event.id}_webhook`,
      },
    })
    expect(new Webhook(bench.secret).verify(message!.body, message!.headers as Record<string, string>)).toMatchObject({
      type: 'alert.triggered',
      timestamp: '2023-11-14T22:13:22.000Z',
      data: event.data,
    })
    expect(await bench.rowsOf(event)).toMatchObject([
      {
        channel: 'webhook',
        status: 'sent',
        attempts: 1,
        last_error: null,
        next_try_at: null,
        sent_at: new Date(bench.time.clock()),
      },
    ])
    expect(await bench.attemptsOf(event)).toEqual([{ status: 'sent', detail: null }])
  })

  it('is verified with either secret while one replaces another', async () => {
    const fresh = newSecret()
    await handle([alertEvent()], bench.ports({ channels: [bench.webhook({ secrets: `${fresh} ${bench.secret}` })] }))
    const { body, headers } = bench.receiver.received[0]!
    for (const either of [fresh, bench.secret])
      expect(() => new Webhook(either).verify(body, headers as Record<string, string>)).not.toThrow()
  })

  it('writes the alert as one log line on the console', async () => {
    const event = alertEvent('low')
    await handle([event], bench.ports({ channels: [consoleChannel('low', bench.log)] }))
    expect(bench.log.lines.filter(({ message }) => message === 'alert')).toEqual([
      {
        level: 'info',
        message: 'alert',
        fields: {
          title: 'Root login',
          alert_level: 'low',
          key: 'actor.user.name=root',
          summary: 'root logged in from a new address',
          alert_id: event.id,
          notification_id: `msg_${event.id}_console`,
        },
      },
    ])
  })

  it('reaches only the channels whose level the alert has', async () => {
    const channels = [consoleChannel('low', bench.log), bench.webhook({ level: 'medium' })]
    const levels: Level[] = ['informational', 'low', 'medium', 'critical']
    const events = levels.map((level) => alertEvent(level))
    await handle(events, bench.ports({ channels }))
    const reached = await Promise.all(
      events.map(async (event) => (await bench.rowsOf(event)).map(({ channel }) => channel)),
    )
    expect(reached).toEqual([[], ['console'], ['console', 'webhook'], ['console', 'webhook']])
  })
})

describe('what is no alert', () => {
  it('is rejected with the field and its fault, and the others are sent', async () => {
    const good = alertEvent()
    const bad = alertEvent()
    const { key: _, ...withoutKey } = bad.data
    const rule = { ...(bad.data['rule'] as object), level: 'urgent' }
    const events: CloudEvent[] = [
      { ...bad, data: withoutKey },
      { ...bad, data: { ...bad.data, rule } },
      { ...bad, data: { ...bad.data, alert_id: 'a1', event_count: 'two' } },
      { ...bad, data: { ...bad.data, opened_at: 9e15 } },
      { ...bad, data: null },
      { ...bad, type: 'io.auditflow.audit.event.v1' },
      good,
    ]
    const { rejected } = await handle(events, bench.ports())
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'data.key: missing',
      'data.rule.level: is none of informational, low, medium, high, critical',
      'data.alert_id: is not a UUID; data.event_count: expected number',
      'data.opened_at: is out of range',
      'data: expected object',
      'type: io.auditflow.audit.event.v1 is not io.auditflow.alert.triggered.v1',
    ])
    expect(rejected.map(({ event }) => event)).toEqual(events.slice(0, -1))
    expect(bench.receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([`msg_${good.id}_webhook`])
  })
})

describe('the database', () => {
  it('being away is a passing fault and nothing is sent', async () => {
    const nowhere = connect('postgres://nobody@127.0.0.1:1/none')
    const fault = await failure(
      handle([alertEvent('high', randomUUID())], bench.ports({ store: notificationStore(nowhere) })),
    )
    expect(fault).toBeInstanceOf(Unavailable)
    expect(bench.receiver.received).toEqual([])
    await nowhere.end()
  })
})
