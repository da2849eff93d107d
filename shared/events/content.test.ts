import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeContent, decodeUtf8, encodeContent, isJson, parseJson } from './content.ts'
import { MalformedCloudEvent } from './envelope.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('content by its type', () => {
  it.each(['application/json', 'APPLICATION/JSON; charset=utf-8', 'application/vnd.github+json'])(
    '%s is JSON',
    (type) => {
      expect(isJson(type)).toBe(true)
      expect(decodeContent(type, bytes('{"a":[1,"ü"]}'))).toEqual({ a: [1, 'ü'] })
    },
  )

  it.each(['text/plain', 'text/json-like', 'application/jsonl', 'application/x-json'])('%s is no JSON', (type) => {
    expect(isJson(type)).toBe(false)
  })

  it('is JSON where no type is given', () => {
    expect(decodeContent(undefined, bytes('"x"'))).toBe('x')
  })

  it.each(['text/plain; charset=utf-8', 'application/xml', 'application/atom+xml', 'application/yaml'])(
    'is text for %s',
    (type) => expect(decodeContent(type, bytes('<ü>'))).toBe('<ü>'),
  )

  it('is bytes for a type that is neither', () => {
    expect(decodeContent('application/octet-stream', Uint8Array.of(0xde, 0xad))).toEqual(Uint8Array.of(0xde, 0xad))
  })

  it('is null where there is none, whatever the type', () => {
    for (const type of [undefined, 'application/json', 'text/plain', 'application/octet-stream'])
      expect(decodeContent(type, new Uint8Array())).toBeNull()
  })

  it('says where it stops being JSON', () => {
    expect(() => decodeContent('application/json', bytes('{"a":'))).toThrow(MalformedCloudEvent)
    expect(() => parseJson('{"a":', 'body')).toThrow(/^body: not JSON: /)
  })

  it('is refused when it is not UTF-8', () => {
    expect(() => decodeUtf8(Uint8Array.of(0xff))).toThrow(new MalformedCloudEvent('body: not valid UTF-8'))
    expect(() => decodeContent('text/plain', Uint8Array.of(0xc3))).toThrow('body: not valid UTF-8')
  })

  it('comes back from its encoding: JSON of any shape', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(decodeContent('application/json', encodeContent(value, 'application/json'))).toEqual(
          JSON.parse(JSON.stringify(value)),
        )
      }),
    )
  })

  it('comes back from its encoding: text and bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(!text.startsWith('\ufeff'))
        expect(decodeContent('text/plain', encodeContent(text, 'text/plain'))).toBe(text)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (data) => {
        expect(Buffer.from(decodeContent('image/png', encodeContent(data, 'image/png')) as Uint8Array)).toEqual(
          Buffer.from(data),
        )
      }),
    )
  })

  it('writes text under a JSON type as a JSON text', () => {
    expect(encodeContent('x', 'application/json').toString()).toBe('"x"')
    expect(encodeContent('x', undefined).toString()).toBe('"x"')
  })
})
