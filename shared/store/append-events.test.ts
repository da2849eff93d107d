import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import type { AuditEvent } from '../events/audit-event.ts'
import { appendEvents, type StoredEvent } from './append-events.ts'
import { searchQuery } from './search-words.ts'
import { auditEvent } from './test-events.ts'
import { transaction } from './transaction.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const append = (...events: StoredEvent[]) => transaction(database.sql, (tx) => appendEvents(tx, events))
const stored = async ({ uid }: StoredEvent) => (await database.sql`select * from audit_events where uid = ${uid}`)[0]
const storing = async (data: Partial<AuditEvent>) => {
  const event = auditEvent(data)
  await append(event)
  return await stored(event)
}

describe('appendEvents', () => {
  it('keeps the event, the record, the extensions and the columns that people filter by', async () => {
    const row = await storing({
      time: Date.UTC(2026, 10, 25, 7, 0, 0, 123),
      activity_name: 'ConsoleLogin',
      status: 'Failure',
      severity_id: 4,
      actor: { user: { name: 'alice', uid: '7' } },
      src_endpoint: { ip: '2001:db8::1' },
      logsource: { product: 'aws', service: 'cloudtrail', category: 'authentication' },
      raw: { a: ['ä', 1, null] },
    })
    expect(row).toMatchObject({
      time: new Date(Date.UTC(2026, 10, 25, 7, 0, 0, 123)),
      actor: 'alice',
      src_ip: '2001:db8::1',
      action: 'ConsoleLogin',
      outcome: 'Failure',
      severity: 4,
      product: 'aws',
      service: 'cloudtrail',
      category: 'authentication',
      raw: { a: ['ä', 1, null] },
      extensions: { story: 'one' },
      event: { activity_name: 'ConsoleLogin', actor: { user: { uid: '7' } } },
    })
    expect(row?.['event']).not.toHaveProperty('raw')
  })

  it('stores (source, id) once, whatever time the copy claims, and leaves the first as it is', async () => {
    const first = auditEvent({ activity_name: 'first' })
    const copy = auditEvent({ activity_name: 'copy', time: Date.UTC(2020, 0, 1) }, first.event.id)
    const other = auditEvent()
    expect(await append(first)).toEqual(new Set([first.uid]))
    expect(await append(copy, other)).toEqual(new Set([other.uid]))
    expect(await database.sql`select action from audit_events where uid = ${first.uid}`).toEqual([{ action: 'first' }])
  })

  it('stores the same id of another source as another event', async () => {
    const one = auditEvent({}, 'same', '/one')
    const two = auditEvent({}, 'same', '/two')
    expect((await append(one, two)).size).toBe(2)
  })

  it('stores each once when commits with the same events meet', async () => {
    const events = Array.from({ length: 50 }, () => auditEvent())
    const fresh = await Promise.all([append(...events), append(...events.toReversed()), append(...events.slice(10))])
    expect(fresh.reduce((sum, { size }) => sum + size, 0)).toBe(50)
  })

  it('takes ids of 10 kB', async () => {
    const long = auditEvent({}, 'i'.repeat(10_000))
    expect(await append(long)).toEqual(new Set([long.uid]))
    expect(await append(long)).toEqual(new Set())
    expect(await stored(long)).toMatchObject({ id: 'i'.repeat(10_000) })
  })

  it.each([
    ['letters', (index: number) => String.fromCharCode(97 + (index % 26))],
    ['wide characters', (index: number) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000))],
    ['halves of pairs', (index: number) => String.fromCharCode(0xd800 + ((index * 7919) % 2_048))],
  ])('bounds columns to 512 characters of %s and keeps the whole in the event', async (_, character) => {
    const text = Array.from({ length: 5_000 }, (__, index) => character(index)).join('')
    const row = await storing({ activity_name: text, actor: { user: { name: text } }, raw: { text } })
    expect(row?.['action'].length).toBeGreaterThanOrEqual(512)
    expect(row?.['action'].length).toBeLessThanOrEqual(512 * '\\ud800'.length)
    expect(row?.['event'].activity_name.length).toBeGreaterThanOrEqual(5_000)
  })

  it.each(['fe80::1%eth0', 'not an address', '1.2.3.4.5', '', '10.0.0.1/8', '10.0.0.1:80', '127.1', '\0'])(
    'has no address column for %j, which stays in the event',
    async (ip) => {
      const row = await storing({ src_endpoint: { ip } })
      expect(row).toMatchObject({ src_ip: null })
      expect(row?.['event'].src_endpoint.ip).toBe(ip.replace('\0', '\\u0000'))
    },
  )

  it.each(['::ffff:10.0.0.1', '10.0.0.1', '::', 'FE80::1'])('has one for %s', async (ip) => {
    expect((await storing({ src_endpoint: { ip } }))?.['src_ip']).toBeTypeOf('string')
  })

  it('names the actor by name, else e-mail address, else id', async () => {
    const actorOf = async (user: AuditEvent['actor']['user']) => (await storing({ actor: { user } }))?.['actor']
    expect(await actorOf({ name: 'n', email_addr: 'e', uid: 'u' })).toBe('n')
    expect(await actorOf({ email_addr: 'e', uid: 'u' })).toBe('e')
    expect(await actorOf({ uid: 'u' })).toBe('u')
    expect(await actorOf({})).toBeNull()
  })

  it('finds by full text what stands anywhere in the event or the record', async () => {
    const event = auditEvent({ activity_name: 'zebra-login', raw: { deep: [{ er: 'quagga' }], n: 424242 } })
    await append(event)
    for (const word of ['zebra-login', 'quagga', '424242'])
      expect(
        await database.sql`select uid from audit_events where search @@ ${searchQuery(word) ?? ''}::text::tsquery`,
      ).toEqual([{ uid: event.uid }])
  })

  it('takes a record full of different long words, and one of huge texts', async () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `${index}-${'w'.repeat(index % 300)}`)
    expect(await storing({ raw: words })).toBeDefined()
    expect(await storing({ raw: { big: '\u{1f600}x '.repeat(500_000) } })).toBeDefined()
  })
})
