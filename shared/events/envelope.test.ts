import { describe, expect, it } from 'vitest'
import { attributesOf, MalformedCloudEvent, toCloudEvent, uidOf } from './envelope.ts'

const RECEIVED = '2026-01-02T03:04:05.678Z'
const minimum = { specversion: '1.0', id: 'a-1', source: '/idp', type: 'com.example.login' }
const read = (attributes: Record<string, unknown>) => toCloudEvent({ ...minimum, ...attributes }, null, RECEIVED)

describe('building an event from attributes', () => {
  it('takes the moment of receipt where time is missing, and nothing else of its own', () => {
    expect(read({})).toEqual({ ...minimum, time: RECEIVED, data: null, extensions: {} })
  })

  it.each(['id', 'source', 'type'])('refuses an event whose %s is missing, empty or no text', (name) => {
    expect(() => read({ [name]: undefined })).toThrow(new MalformedCloudEvent(`${name}: missing`))
    expect(() => read({ [name]: null })).toThrow(`${name}: missing`)
    expect(() => read({ [name]: '' })).toThrow(`${name}: must not be empty`)
    expect(() => read({ [name]: 7 })).toThrow(`${name}: must be a string`)
  })

  it.each([undefined, null, '0.3', '1', 1, ''])('refuses the specification version %s', (specversion) => {
    expect(() => read({ specversion })).toThrow(/^specversion: .* is not "1\.0"$/)
  })

  it.each(['2024-03-05T10:00:00Z', '2024-03-05T10:00:00.123456789+02:00', '2024-03-05t10:00:00z'])(
    'keeps the time %s as it was written',
    (time) => expect(read({ time }).time).toBe(time),
  )

  it.each(['2024-03-05', 'yesterday', '', '2024-13-05T10:00:00Z', '2024-03-05T10:00:00', 1709632800, true])(
    'refuses the time %s',
    (time) => expect(() => read({ time })).toThrow('is not an RFC 3339 timestamp'),
  )

  it('keeps integers and booleans of extensions as text', () => {
    expect(read({ sequence: 5, sampled: true, off: false }).extensions).toEqual({
      sequence: '5',
      sampled: 'true',
      off: 'false',
    })
  })

  it.each([1.5, { a: 1 }, [1], Number.NaN])('refuses an extension whose value is %j', (ext) => {
    expect(() => read({ ext })).toThrow('ext: attribute values are strings, integers or booleans')
  })

  it.each(['Upper', 'under_score', 'hy-phen', 'ünicode', ''])('refuses the extension name "%s"', (name) => {
    expect(() => read({ [name]: 'x' })).toThrow('attribute names are lower-case letters and digits only')
  })

  it.each(['\n', '\0', '\u007f', '\u0085', '\ud800'])('refuses the character %j in any attribute', (character) => {
    for (const name of ['id', 'source', 'type', 'subject', 'ext'])
      expect(() => read({ [name]: `a${character}b` })).toThrow(`${name}: holds control characters`)
  })

  it('treats an attribute that is null as missing', () => {
    expect(read({ subject: null, ext: null })).toEqual(read({}))
  })

  it('gives back every attribute it was given', () => {
    const all = { ...minimum, time: RECEIVED, subject: 's', datacontenttype: 'a/b', dataschema: '/x', ext: 'y' }
    expect(attributesOf(toCloudEvent(all, null, 'never'))).toEqual(all)
  })
})

describe('the identity of an event', () => {
  it('is the first half of SHA-256 over source, a zero byte and id, shaped as a UUID', () => {
    // printf '/idp\0a-1' | sha256sum
    expect(uidOf('/idp', 'a-1')).toBe('e9277678-49e1-9303-ad9c-ce2fd7ea35de')
  })

  it('tells source and id apart wherever the border lies', () => {
    expect(uidOf('/a', 'b')).not.toBe(uidOf('/ab', ''))
    expect(uidOf('/a', 'b')).not.toBe(uidOf('/', 'ab'))
  })
})
