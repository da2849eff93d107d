import { HTTP, CloudEvent as SdkEvent } from 'cloudevents'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CloudEvent } from './envelope.ts'
import { decodeHttp, toBatch, toBinary, toStructured } from './http.ts'
import { anyEvent, attributeText } from './testing/any-event.ts'

/** The SDK neither writes nor reads percent-encoding in headers, so in binary mode only plain values can agree. */
const plainText = fc.stringMatching(/^[a-zA-Z0-9/:._~-]{1,20}$/)
/** `data` null and undefined are one to us; the SDK takes a falsy datum for none. */
const someJson = fc.jsonValue().filter((data) => typeof data === 'object' && data !== null)
const time = '2024-03-05T10:00:00.123Z'

const sdkEvent = (text: fc.Arbitrary<string>) =>
  fc
    .record({ id: text, source: text, type: text, subject: text, traceparent: text, data: someJson })
    .map(
      ({ data, ...attributes }) =>
        new SdkEvent(
          { ...attributes, time, datacontenttype: 'application/json', data: JSON.parse(JSON.stringify(data)) },
          false,
        ),
    )

function expectSame(ours: CloudEvent | undefined, theirs: SdkEvent<unknown>): void {
  expect({ ...ours?.extensions, ...ours, extensions: undefined, data: ours?.data ?? undefined }).toEqual({
    ...(JSON.parse(JSON.stringify(theirs.toJSON())) as object),
    extensions: undefined,
    data: theirs.data,
  })
}

const read = (message: { headers: unknown; body: unknown }) =>
  decodeHttp(
    new Headers(message.headers as Record<string, string>),
    new TextEncoder().encode(message.body as string),
    'never',
  ).events

describe('the HTTP codec and the CloudEvents SDK', () => {
  it('agree on what the SDK writes in binary mode', () => {
    fc.assert(fc.property(sdkEvent(plainText), (theirs) => expectSame(read(HTTP.binary(theirs))[0], theirs)))
  })

  it('agree on what the SDK writes in structured mode, whatever the attributes hold', () => {
    fc.assert(fc.property(sdkEvent(attributeText), (theirs) => expectSame(read(HTTP.structured(theirs))[0], theirs)))
  })

  const ours = anyEvent.map((event) => ({ ...event, time }))
  const toSdk = ({ headers, body }: { headers: Record<string, string>; body: Buffer }) =>
    HTTP.toEvent({ headers, body: body.toString() })

  it('agree on what we write in binary mode', () => {
    fc.assert(
      fc.property(plainText, plainText, someJson, (id, story, data) => {
        const event: CloudEvent = {
          specversion: '1.0',
          id,
          source: `/${id}`,
          type: 't',
          time,
          datacontenttype: 'application/json',
          data: JSON.parse(JSON.stringify(data)),
          extensions: { story },
        }
        expectSame(event, toSdk(toBinary(event)) as SdkEvent<unknown>)
      }),
    )
  })

  it('agree on what we write in structured mode, JSON and text', () => {
    fc.assert(
      fc.property(ours, (event) => {
        fc.pre(!(event.data instanceof Uint8Array) && Boolean(event.data))
        const data: unknown = JSON.parse(JSON.stringify(event.data))
        const theirs = toSdk(toStructured(event)) as SdkEvent<unknown>
        expectSame({ ...event, data }, theirs)
      }),
    )
  })

  it('agree on bytes in structured mode', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (data) => {
        const theirs = new SdkEvent({ id: '1', source: '/s', type: 't', datacontenttype: 'image/png', data })
        expect(Buffer.from(read(HTTP.structured(theirs))[0]?.data as Uint8Array)).toEqual(Buffer.from(data))
        const back = toSdk(
          toStructured({ ...(read(HTTP.structured(theirs))[0] as CloudEvent) }),
        ) as SdkEvent<Uint32Array>
        expect(Buffer.from(back.data ?? [])).toEqual(Buffer.from(data))
      }),
    )
  })

  it('agree on a batch', () => {
    fc.assert(
      fc.property(fc.array(sdkEvent(plainText), { minLength: 1, maxLength: 4 }), (theirs) => {
        const body = JSON.stringify(theirs)
        const events = read({ headers: { 'content-type': 'application/cloudevents-batch+json' }, body })
        events.forEach((event, index) => {
          expectSame(event, theirs[index] as SdkEvent<unknown>)
        })
        const { headers, body: batch } = toBatch(events)
        const again = HTTP.toEvent({ headers, body: batch.toString() }) as SdkEvent<unknown>[]
        expect(again.map((event) => event.toJSON())).toEqual(theirs.map((event) => event.toJSON()))
      }),
    )
  })
})
