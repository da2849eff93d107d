import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CloudEvent } from './envelope.ts'
import { decodeHttp, isCloudEvent, toBatch, toBatchOfBytes, toBinary, toStructured } from './http.ts'
import { anyEvent } from './testing/any-event.ts'

const RECEIVED = '2026-01-02T03:04:05.678Z'
const event: CloudEvent = {
  specversion: '1.0',
  id: 'a-1',
  source: '/idp',
  type: 'com.example.login',
  time: '2024-03-05T10:00:00.123+02:00',
  datacontenttype: 'application/json',
  data: { user: 'ann' },
  extensions: {},
}
const structured = (json: unknown) =>
  decodeHttp(headersOf({ 'content-type': 'application/cloudevents+json' }), bytesOf(JSON.stringify(json)), RECEIVED)
const headersOf = (headers: Record<string, string>) => new Headers(headers)
const bytesOf = (text: string) => new TextEncoder().encode(text)
const binaryHeaders = { 'ce-specversion': '1.0', 'ce-id': 'a-1', 'ce-source': '/idp', 'ce-type': 't' }

/** As `decodeHttp` would give it: bytes are Buffers, JSON has been through JSON. */
const decoded = (given: CloudEvent) => ({
  ...given,
  data: given.data instanceof Uint8Array ? Buffer.from(given.data) : JSON.parse(JSON.stringify(given.data)),
})

describe('binary content mode', () => {
  it('comes back as it went, whatever its attributes and data hold', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        const { headers, body } = toBinary(given)
        const [back] = decodeHttp(new Headers(headers), body, 'never').events
        expect(back && decoded(back)).toEqual(decoded(given))
      }),
    )
  })

  it('writes headers of visible ASCII only', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        for (const [name, value] of Object.entries(toBinary(given).headers))
          if (name !== 'content-type') expect(value).toMatch(/^[\x21\x23-\x7e]*$/)
      }),
    )
  })

  it('encodes what section 3.1.3.2 asks to be encoded, as its example does', () => {
    const { headers } = toBinary({ ...event, subject: 'Euro € 😀 "50%"' })
    expect(headers['ce-subject']).toBe('Euro%20%E2%82%AC%20%F0%9F%98%80%20%2250%25%22')
  })

  it('reads both cases of percent sequences, and leaves what is none as it stands', () => {
    const read = (subject: string) =>
      decodeHttp(headersOf({ ...binaryHeaders, 'ce-subject': subject }), bytesOf(''), RECEIVED).events[0]?.subject
    expect(read('%E2%82%AC%e2%82%ac')).toBe('€€')
    expect(read('100%')).toBe('100%')
    expect(read('%FF%zz')).toBe('%FF%zz')
  })

  it('takes traceparent from its own header where the event has none', () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const read = (more: Record<string, string>) =>
      decodeHttp(headersOf({ ...binaryHeaders, ...more }), bytesOf(''), RECEIVED).events[0]?.extensions
    expect(read({ traceparent })).toEqual({ traceparent })
    expect(read({ traceparent, 'ce-traceparent': 'own' })).toEqual({ traceparent: 'own' })
  })

  it('sends no content type with an event that has neither one nor data', () => {
    const { datacontenttype: _, ...without } = event
    expect(toBinary({ ...without, data: null })).toEqual({
      headers: expect.not.objectContaining({ 'content-type': expect.anything() }),
      body: Buffer.alloc(0),
    })
    expect(toBinary(without).headers['content-type']).toBe('application/json')
  })

  it('refuses a request without ce-specversion', () => {
    expect(() => decodeHttp(headersOf({ 'ce-id': '1' }), bytesOf('{}'), RECEIVED)).toThrow('ce-specversion: missing')
  })

  it.each(['sub_ject', 'sub-ject'])('refuses the header ce-%s', (name) => {
    expect(() => decodeHttp(headersOf({ ...binaryHeaders, [`ce-${name}`]: 'x' }), bytesOf(''), RECEIVED)).toThrow(
      `${name}: attribute names`,
    )
  })
})

describe('structured content mode', () => {
  it('comes back as it went, whatever its attributes and data hold', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        const { headers, body } = toStructured(given)
        const [back] = decodeHttp(new Headers(headers), body, 'never').events
        expect(back && decoded(back)).toEqual(decoded(given))
      }),
    )
  })

  it('is read whatever the case and the parameters of its content type', () => {
    const type = 'Application/CloudEvents+JSON; charset=UTF-8'
    const { body } = toStructured(event)
    expect(decodeHttp(headersOf({ 'content-type': type }), body, RECEIVED).events).toEqual([event])
  })

  it('goes before ce- headers in the same request', () => {
    const { headers, body } = toStructured(event)
    expect(decodeHttp(headersOf({ ...binaryHeaders, ...headers }), body, RECEIVED).events).toEqual([event])
  })

  it('reads data_base64 as JSON where the content type says so, else as bytes', () => {
    const base64 = Buffer.from('{"a":1}').toString('base64')
    const read = (datacontenttype?: string) =>
      structured({ ...binaryJson, data_base64: base64, ...(datacontenttype && { datacontenttype }) }).events[0]?.data
    expect(read('application/json')).toEqual({ a: 1 })
    expect(read()).toEqual(Buffer.from('{"a":1}'))
  })

  it('refuses data together with data_base64', () => {
    expect(() => structured({ ...binaryJson, data: 1, data_base64: 'AA==' })).toThrow('given together')
  })

  it.each([null, [], 'text', 7])('refuses %j as a whole', (json) => {
    expect(() => structured(json)).toThrow('body: a CloudEvent is a JSON object')
  })
})

const binaryJson = { specversion: '1.0', id: 'a-1', source: '/idp', type: 't' }

describe('batched content mode', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 5 }), (given) => {
        const { headers, body } = toBatch(given)
        const { events, faults } = decodeHttp(new Headers(headers), body, 'never')
        expect(events.map(decoded)).toEqual(given.map(decoded))
        expect(faults).toEqual([])
      }),
    )
  })

  it('reports each faulty item with its place and its text, and returns the others', () => {
    const items = [binaryJson, { ...binaryJson, id: '' }, 7, { ...binaryJson, id: 'a-2' }]
    const { events, faults } = decodeHttp(
      headersOf({ 'content-type': 'application/cloudevents-batch+json' }),
      bytesOf(JSON.stringify(items)),
      RECEIVED,
    )
    expect(events.map(({ id }) => id)).toEqual(['a-1', 'a-2'])
    expect(faults).toEqual([
      { index: 1, reason: 'id: must not be empty', payload: JSON.stringify(items[1]) },
      { index: 2, reason: 'body: a CloudEvent is a JSON object', payload: '7' },
    ])
  })

  it('takes the bytes of JSON data in as they stand', () => {
    const data = Buffer.from('{ "big": 12345678901234567890, "a": 1e2 }')
    const message = toBatchOfBytes([
      { ...event, data },
      { ...event, id: 'a-2', data: Buffer.from('"ü"') },
    ])
    expect(message?.body.toString()).toContain('"data":{ "big": 12345678901234567890, "a": 1e2 }')
    const { events } = decodeHttp(new Headers(message?.headers), message?.body ?? Buffer.alloc(0), 'never')
    expect(events.map(({ id, data }) => [id, data])).toEqual([
      ['a-1', JSON.parse(data.toString())],
      ['a-2', 'ü'],
    ])
  })

  it.each([
    ['is not the JSON it claims to be', 'application/json', '{"a":'],
    ['holds more than one JSON text', 'application/json', '1},{"specversion":"1.0"'],
    ['has another type', 'text/plain', '"x"'],
    ['is empty', 'application/json', ''],
  ])('can not be made of data that %s', (_, datacontenttype, text) => {
    const good = { ...event, data: Buffer.from('{}') }
    expect(toBatchOfBytes([good, { ...event, datacontenttype, data: Buffer.from(text) }])).toBeUndefined()
  })
})

describe('telling CloudEvents from other requests', () => {
  it.each([
    [{ 'content-type': 'application/cloudevents+json; charset=utf-8' }, true],
    [{ 'content-type': 'application/cloudevents-batch+json' }, true],
    [{ 'ce-specversion': '1.0' }, true],
    [{ 'CE-Id': '1', 'content-type': 'application/json' }, true],
    [{ 'content-type': 'application/json' }, false],
    [{ 'content-type': 'application/cloudevents+jsonx' }, false],
    [{}, false],
  ])('%j: %s', (headers, expected) => {
    expect(isCloudEvent(headersOf(headers as Record<string, string>))).toBe(expected)
  })
})
