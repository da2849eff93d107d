import { describe, expect, it } from 'vitest'
import type { Json } from '../../events/audit-event.ts'
import { exactText } from '../../events/stringify.ts'
import { parseJson } from '../parse-json.ts'
import { unwrap } from './index.ts'

const entry = { protoPayload: { methodName: 'storage.objects.get' }, insertId: 'a' }
const pushed = (data: unknown) => ({
  message: { data: data as Json, messageId: '1', publishTime: '2026-01-01T00:00:00Z' },
  subscription: 'projects/p/subscriptions/s',
})
const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('a push of Google Pub/Sub', () => {
  it('is opened to the record, to each of a list, or to the line of text that it carries', () => {
    expect(unwrap(pushed(base64(JSON.stringify(entry))))).toEqual([entry])
    expect(unwrap(pushed(base64(JSON.stringify({ entries: [entry, entry] }))))).toEqual([entry, entry])
    expect(unwrap(pushed(base64('a line')))).toEqual(['a line'])
  })

  it.each([[pushed(base64(''))], [pushed('gIGC')], [pushed(5)], [{ ...pushed('YQ=='), subscription: 1 }]])(
    'is kept as it is where it carries no text: %j',
    (item) => {
      expect(unwrap(item)).toEqual([item])
    },
  )
})

describe('an activity of the Reports API', () => {
  const activity = { kind: 'admin#reports#activity', id: { uniqueQualifier: '7' }, actor: { email: 'a@b.example' } }

  it('with several events is one activity for each', () => {
    const [one, two] = [{ name: 'one' }, { name: 'two' }]
    const list = { kind: 'admin#reports#activities', items: [{ ...activity, events: [one, two] }] }
    expect(unwrap(list)).toEqual([
      { ...activity, events: [one] },
      { ...activity, events: [two] },
    ])
  })

  it.each([
    [{ ...activity, events: [{ name: 'one' }] }],
    [{ ...activity, events: 'x' }],
    [{ events: [1, 2], kind: 'k' }],
  ])('is kept as it is otherwise: %j', (item) => {
    expect(unwrap(item)).toEqual([item])
  })
})

describe('a copy with other members', () => {
  it.each([
    ['{"kind":"admin#reports#activity","events":[{"n":12345678901234567890},{"n":1}]}', '{"n":12345678901234567890}'],
    ['{"kind":"admin#reports#activity","a":12345678901234567890,"events":[{"n":2},{"n":1}]}', '{"n":2}'],
  ])('says still what only the text says: %s', (text, first) => {
    const [record] = unwrap(parseJson(text))
    expect(exactText(record!)).toBe(text.replace(/\[.*\]/, `[${first}]`))
  })

  it('has nothing to say beyond itself otherwise', () => {
    const [record] = unwrap(parseJson('{"kind":"admin#reports#activity","events":[{"n":1},{"n":2}]}'))
    expect(exactText(record!)).toBeUndefined()
  })
})

describe('an event of Azure Event Grid', () => {
  const data = {
    claims: { appid: 'a' },
    correlationId: 'c',
    operationName: 'Microsoft.Web/sites/write',
    resourceUri: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/w',
    status: 'Succeeded',
  }
  const time = '2026-03-01T10:00:00Z'
  const type = 'Microsoft.Resources.ResourceWriteSuccess'
  const grid = { id: '1', topic: '/t', subject: '/s', eventType: type, eventTime: time, data, dataVersion: '2' }
  const cloudEvent = { specversion: '1.0', id: '1', source: '/s', type, time, data }

  it('around a change of a resource is opened in either schema, its time kept', () => {
    expect(unwrap([grid])).toEqual([{ ...data, eventTime: time }])
    expect(unwrap([cloudEvent])).toEqual([{ ...data, eventTime: time }])
  })

  it('around a record of another known product is opened to that record, unchanged', () => {
    expect(unwrap({ ...cloudEvent, type: 'com.example.audit', data: entry })).toEqual([entry])
  })

  it.each([
    [{ ...grid, eventType: 'Order.Created', data: { order: 7 } }],
    [{ ...cloudEvent, data: { order: 7 } }],
    [{ ...cloudEvent, specversion: 1 }],
    [{ ...grid, data: null }],
    [{ id: '1', data: entry }],
  ])('around anything else is kept, for it names what happened: %j', (item) => {
    expect(unwrap(item)).toEqual([item])
  })
})

describe("a result of a search in Microsoft 365's audit log", () => {
  const record = { Operation: 'Set-Mailbox', CreationTime: '2026-01-01T00:00:00' }

  it('is opened to the record, be it text or an object', () => {
    expect(unwrap({ RecordType: 1, UserIds: 'a', AuditData: JSON.stringify(record) })).toEqual([record])
    expect(unwrap({ id: '1', service: 'Exchange', auditData: record })).toEqual([record])
  })

  it.each([[{ AuditData: 'no JSON' }], [{ AuditData: '{"a":1}' }], [{ auditData: null }]])(
    'is kept where there is none inside: %j',
    (item) => {
      expect(unwrap(item)).toEqual([item])
    },
  )
})
