import fc from 'fast-check'
import type { CloudEvent } from '../envelope.ts'

/** Any text an attribute may hold: unicode, quotes, percent signs and spaces among it. */
const character = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }) },
  { weight: 1, arbitrary: fc.constantFrom('%', '"', ' ', '%41', '%E2', 'é', '😀', ',', ';', '\\', '+') },
)
export const attributeText: fc.Arbitrary<string> = fc
  .array(character, { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''))
  .filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text))

const time = fc
  .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true })
  .map((date) => date.toISOString())

const content = fc.oneof(
  fc.jsonValue().map((data) => ({ datacontenttype: 'application/json', data: data as unknown })),
  fc.string({ minLength: 1 }).map((data) => ({ datacontenttype: 'text/plain; charset=utf-8', data: data as unknown })),
  fc
    .uint8Array({ minLength: 1 })
    .map((data) => ({ datacontenttype: 'application/octet-stream', data: Buffer.from(data) as unknown })),
)

const extensionName = fc
  .stringMatching(/^[a-z0-9]{1,20}$/)
  .filter((name) => !/^(id|source|type|time|subject|datacontenttype|dataschema|specversion|data)$/.test(name))

/** Any event that the CloudEvents specification allows, with JSON, text or bytes as data. */
export const anyEvent: fc.Arbitrary<CloudEvent> = fc
  .tuple(
    fc.record({ id: attributeText, source: attributeText, type: attributeText, time }),
    fc.record({ subject: attributeText, dataschema: attributeText }, { requiredKeys: [] }),
    content,
    fc.dictionary(extensionName, attributeText, { maxKeys: 3, noNullPrototype: true }),
  )
  .map(([required, optional, { datacontenttype, data }, extensions]) => ({
    specversion: '1.0',
    ...required,
    ...optional,
    datacontenttype,
    data,
    extensions,
  }))
