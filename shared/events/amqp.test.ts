import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromAmqp, toAmqp } from './amqp.ts'
import { decodeContent } from './content.ts'
import { attributesOf, type CloudEvent, MalformedCloudEvent } from './envelope.ts'
import { toStructured } from './http.ts'
import { anyEvent } from './testing/any-event.ts'

const RECEIVED = '2026-01-02T03:04:05.678Z'
const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
const event: CloudEvent = {
  specversion: '1.0',
  id: 'a-1',
  source: '/idp',
  type: 'com.example.login',
  time: '2024-03-05T10:00:00Z',
  datacontenttype: 'application/json',
  data: { user: 'ann' },
  extensions: { story: 'leaked-key', traceparent },
}
const minimum = { 'ce-specversion': '1.0', 'ce-id': 'a-1', 'ce-source': '/idp', 'ce-type': 't' }
const receive = (headers: Record<string, unknown>, contentType?: string, content: Buffer = Buffer.from('{}')) =>
  fromAmqp({ content, properties: { headers, ...(contentType && { contentType }) } }, RECEIVED)

describe('writing an event as an AMQP message', () => {
  it('gives the attributes as headers, the content type and traceparent twice', () => {
    expect(toAmqp(event)).toEqual({
      content: Buffer.from('{"user":"ann"}'),
      properties: {
        contentType: 'application/json',
        messageId: 'a-1',
        headers: {
          'content-type': 'application/json',
          'ce-specversion': '1.0',
          'ce-id': 'a-1',
          'ce-source': '/idp',
          'ce-type': 'com.example.login',
          'ce-time': '2024-03-05T10:00:00Z',
          'ce-story': 'leaked-key',
          'ce-traceparent': traceparent,
          traceparent,
        },
      },
    })
  })

  it('uses no header name or value that Knative’s source would fail on', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        const { headers, contentType } = toAmqp(given).properties
        expect(headers['content-type']).toBe(contentType)
        expect(headers['ce-time']).toBe(given.time)
        for (const [name, value] of Object.entries(headers)) {
          if (name !== 'content-type') expect(name).toMatch(/^(ce-)?[a-z0-9]+$/)
          expect(typeof value).toBe('string')
        }
      }),
    )
  })

  it('says JSON for an event without a content type', () => {
    const { datacontenttype: _, ...without } = event
    expect(toAmqp(without).properties).toMatchObject({
      contentType: 'application/json',
      headers: { 'content-type': 'application/json' },
    })
  })
})

describe('reading an AMQP message', () => {
  it('gives back what was written, with the data as its bytes', () => {
    fc.assert(
      fc.property(anyEvent, (given) => {
        const back = fromAmqp(toAmqp(given), 'never')
        expect(attributesOf(back)).toEqual(attributesOf(given))
        const data = decodeContent(back.datacontenttype, back.data)
        expect(data instanceof Uint8Array ? Buffer.from(data) : data).toEqual(
          given.data instanceof Uint8Array ? given.data : JSON.parse(JSON.stringify(given.data)),
        )
      }),
    )
  })

  it('takes the moment of receipt where the message has no time', () => {
    expect(receive(minimum).time).toBe(RECEIVED)
  })

  it('reads header names in any case', () => {
    const headers = { 'CE-SpecVersion': '1.0', 'CE-ID': 'a-1', 'Ce-Source': '/idp', 'cE-tYPE': 't', Traceparent: 'x' }
    expect(receive(headers)).toMatchObject({ id: 'a-1', source: '/idp', type: 't', extensions: { traceparent: 'x' } })
  })

  it('reads numbers and booleans in headers as text', () => {
    expect(receive({ ...minimum, 'ce-sequence': 5, 'ce-sampled': true }).extensions).toEqual({
      sequence: '5',
      sampled: 'true',
    })
  })

  it('leaves headers out that are no attributes', () => {
    expect(receive({ ...minimum, 'x-death': [{ count: 1 }], other: 'x', 'content-type': 'a/b' }).extensions).toEqual({})
  })

  it('takes the content type from the property, else from the header', () => {
    expect(receive({ ...minimum, 'content-type': 'a/b' }, 'c/d').datacontenttype).toBe('c/d')
    expect(receive({ ...minimum, 'content-type': 'a/b' }).datacontenttype).toBe('a/b')
    expect(receive({ ...minimum, 'Content-Type': 'a/b' }).datacontenttype).toBe('a/b')
    expect(receive(minimum).datacontenttype).toBeUndefined()
  })

  it('leaves the data alone, whatever it is', () => {
    const content = Buffer.from([0xff, 0x00, 0x7b])
    expect(receive(minimum, 'application/json', content).data).toBe(content)
  })

  it('reads structured mode whatever the case and the parameters of its content type', () => {
    const { body } = toStructured(event)
    const back = fromAmqp(
      { content: body, properties: { contentType: 'application/CloudEvents+json; charset=utf-8', headers: {} } },
      RECEIVED,
    )
    expect(back).toEqual({ ...event, data: Buffer.from('{"user":"ann"}') })
  })

  it('prefers structured mode to headers', () => {
    const { body, headers } = toStructured(event)
    expect(receive(minimum, headers['content-type'], body).type).toBe('com.example.login')
  })

  it.each([
    ['no headers at all', undefined],
    ['no specversion', { ...minimum, 'ce-specversion': undefined }],
    ['another specversion', { ...minimum, 'ce-specversion': '0.3' }],
    ['no id', { ...minimum, 'ce-id': undefined }],
    ['an attribute that is a table', { ...minimum, 'ce-ext': { a: 1 } }],
    ['an attribute with an illegal name', { ...minimum, 'ce-under_score': 'x' }],
  ])('refuses a message with %s', (_, headers) => {
    expect(() => fromAmqp({ content: Buffer.from('{}'), properties: { headers } }, RECEIVED)).toThrow(
      MalformedCloudEvent,
    )
  })

  it('refuses a structured message that is not JSON or not UTF-8', () => {
    expect(() => receive({}, 'application/cloudevents+json', Buffer.from('{'))).toThrow(MalformedCloudEvent)
    expect(() => receive({}, 'application/cloudevents+json', Buffer.from([0xff]))).toThrow(MalformedCloudEvent)
  })
})
