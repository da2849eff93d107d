import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { ALERT_TRIGGERED, NOTIFICATION_DUE } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { connect } from '../../shared/store/connect.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { takeDeadLetters } from './dead-letters.ts'
import { brokerAway, eventOf, recordingPublisher, T } from './testing/bench.ts'

let database: TestDatabase
let publisher: ReturnType<typeof recordingPublisher>
let take: ReturnType<typeof takeDeadLetters>
beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  await database.sql`delete from rejected_events`
  publisher = recordingPublisher()
  take = takeDeadLetters({ sql: database.sql, publisher })
})
afterAll(() => database.drop())

const kept = () =>
  database.sql<{ reason: string; stage: string; event_type: string; payload: string }[]>`
    select reason, stage, event_type, payload from rejected_events order by length(payload)`
const anAuditEvent = (extensions: Record<string, string> = {}): CloudEvent => {
  const event = eventOf({ user: 'ann', timeMs: T })
  return { ...event, extensions: { ...event.extensions, ...extensions } }
}

describe('a dead letter', () => {
  it.each([
    ['an audit event', anAuditEvent],
    ['an alert', () => ({ ...anAuditEvent(), type: ALERT_TRIGGERED })],
  ])('that is %s goes on its way again as it was, counted', async (_, make) => {
    const event = make()
    expect(await take([event])).toEqual({ rejected: [] })
    expect(publisher.published).toEqual([{ ...event, extensions: { ...event.extensions, again: '1' } }])
    expect(await kept()).toEqual([])
  })

  it('is kept once it has been sent again five times, with the last answer that a dispatcher tells of', async () => {
    let event = anAuditEvent()
    for (let round = 0; round < 5; round++) {
      await take([
        { ...event, extensions: { ...event.extensions, knativeerrorcode: '503', knativeerrordest: 'http://there' } },
      ])
      event = publisher.published.at(-1) as CloudEvent
      expect(event.extensions).not.toHaveProperty('knativeerrorcode')
    }
    await take([{ ...event, extensions: { ...event.extensions, knativeerrorcode: '503' } }])
    expect(publisher.published).toHaveLength(5)
    expect(await kept()).toMatchObject([
      { stage: 'dead-letter', event_type: event.type, reason: expect.stringMatching(/5 times.*its receiver was 503/) },
    ])
  })

  it.each(['no number', '1e999', '5'])(
    'whose count says %s is kept, rather than sent round for ever',
    async (again) => {
      await take([anAuditEvent({ again })])
      expect(publisher.published).toEqual([])
      expect(await kept()).toHaveLength(1)
    },
  )

  it('whose count lies below nothing is counted from nothing', async () => {
    await take([anAuditEvent({ again: '-1000' })])
    expect(publisher.published).toMatchObject([{ extensions: { again: '1' } }])
  })

  it('that no queue wants, or that can’t be written, is kept as the whole CloudEvent', async () => {
    const bytes = { ...anAuditEvent(), type: 'com.example.other', data: Buffer.from([0, 255]) }
    await take([bytes])
    publisher.fault = new RangeError('too deep')
    let deep: unknown = 'bottom'
    for (let depth = 0; depth < 20_000; depth++) deep = [deep]
    await take([{ ...anAuditEvent(), data: deep }])
    const [other, unwritable] = await kept()
    expect(JSON.parse(other!.payload)).toMatchObject({ id: bytes.id, type: bytes.type, data_base64: 'AP8=' })
    expect(unwritable).toMatchObject({ reason: expect.stringContaining('too deep') })
    expect(unwritable!.payload).toContain('[["bottom"]]')
  })

  it('that is a reminder of what is due is dropped, and takes nothing with it', async () => {
    const reminder = { ...anAuditEvent(), type: NOTIFICATION_DUE, data: { at: T } }
    expect(await take([reminder, anAuditEvent()])).toEqual({ rejected: [] })
    expect(publisher.published).toMatchObject([{ extensions: { again: '1' }, type: anAuditEvent().type }])
    expect(await kept()).toEqual([])
  })

  it('waits where it is while the database is away, uncounted', async () => {
    const away = connect(`postgres://postgres@127.0.0.1:${await freePort()}/none`)
    await expect(takeDeadLetters({ sql: away, publisher })([anAuditEvent()])).rejects.toThrow(Unavailable)
    expect(publisher.published).toEqual([])
    await away.end()
  })

  it('comes again while the broker is away', async () => {
    publisher.fault = brokerAway
    await expect(take([anAuditEvent()])).rejects.toThrow(Unavailable)
    expect(await kept()).toEqual([])
  })
})
