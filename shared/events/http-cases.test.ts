import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { fromAmqp, toAmqp } from './amqp.ts'
import { attributesOf, MalformedCloudEvent, toCloudEvent } from './envelope.ts'
import { decodeHttp, toBinary, toStructured } from './http.ts'

const FOLDER = '../shared/events/cloudevents'
const RECEIVED = '2026-01-02T03:04:05.678Z'

type Case = {
  name: string
  method: string
  headers: Record<string, string>
  body: string
  expect: { accept?: boolean; attributes?: Record<string, unknown>; data?: unknown; count?: number }
}

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8')

describe.skipIf(!existsSync(join(FOLDER, 'http-cases.jsonl')))(`the cases of ${FOLDER}/http-cases.jsonl`, () => {
  // The OPTIONS handshake is the webhook's own and is tested there.
  const cases = existsSync(join(FOLDER, 'http-cases.jsonl'))
    ? read('http-cases.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Case)
        .filter(({ method }) => method === 'POST')
    : []

  it.each(cases)('$name', ({ headers, body, expect: expected }) => {
    const decode = () => decodeHttp(new Headers(headers), new TextEncoder().encode(body), RECEIVED)
    if (expected.accept === false) {
      expect(decode).toThrow(MalformedCloudEvent)
      return
    }
    const { events, faults } = decode()
    expect(faults).toEqual([])
    expect(events).toHaveLength(expected.count ?? 1)
    if (expected.attributes === undefined || events[0] === undefined) return
    const asText = Object.entries(expected.attributes).map(([name, value]) => [name, String(value)])
    expect(attributesOf(events[0])).toMatchObject(Object.fromEntries(asText))
    if ('data' in expected) expect(events[0].data).toEqual(expected.data)
  })
})

type Conformance = {
  ContextAttributes: Record<string, string | number | Record<string, string>> & { Extensions?: Record<string, string> }
  Data: string
}

describe.skipIf(!existsSync(join(FOLDER, 'conformance-v1.yaml')))(`the conformance events of ${FOLDER}`, () => {
  const documents = ['conformance-v1.yaml', 'conformance-v1_minimum.yaml'].flatMap((file) =>
    existsSync(join(FOLDER, file)) ? parseAllDocuments(read(file)).map((doc) => doc.toJS() as Conformance) : [],
  )

  it.each(documents)('$ContextAttributes.id, $ContextAttributes.datacontenttype', ({ ContextAttributes, Data }) => {
    const { Extensions, ...attributes } = ContextAttributes
    // An attribute may hold no line break, which the extensions of this file end with.
    const extensions = Object.entries(Extensions ?? {}).map(([name, value]) => [name, value.trim()])
    const given = { ...attributes, specversion: '1.0', ...Object.fromEntries(extensions) }
    const type = String(ContextAttributes['datacontenttype'] ?? 'application/json')
    const data: unknown = type.includes('json') ? JSON.parse(Data) : Data
    const event = toCloudEvent({ ...given, datacontenttype: type }, data, RECEIVED)
    for (const { headers, body } of [toBinary(event), toStructured(event)]) {
      const [back] = decodeHttp(new Headers(headers), body, 'never').events
      if (type.startsWith('application/xml')) expect(back).toEqual({ ...event, data: expect.stringContaining('🌎') })
      else expect(back).toEqual(event)
    }
    expect(attributesOf(fromAmqp(toAmqp(event), 'never'))).toEqual(attributesOf(event))
  })

  const formats = ['application/json', 'application/json; charset=utf-8'].map((type) => ({
    type,
    headers: {
      'ce-specversion': '1.0',
      'ce-type': 'com.example.someevent',
      'ce-time': '2018-04-05T03:56:24Z',
      'ce-id': '1234-1234-1234',
      'ce-source': '/mycontext/subcontext',
      'content-type': type,
    },
  }))

  it.each(formats)('the feature’s binary request with $type', ({ type, headers }) => {
    const { events } = decodeHttp(
      new Headers(headers),
      new TextEncoder().encode('{ "message": "Hello World!" }'),
      RECEIVED,
    )
    expect(events).toEqual([
      {
        specversion: '1.0',
        id: '1234-1234-1234',
        type: 'com.example.someevent',
        source: '/mycontext/subcontext',
        time: '2018-04-05T03:56:24Z',
        datacontenttype: type,
        data: { message: 'Hello World!' },
        extensions: {},
      },
    ])
  })
})
