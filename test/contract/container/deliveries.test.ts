import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BATCH_TYPE, STRUCTURED_TYPE } from '../../../shared/events/http.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { sendRaw } from '../../helpers/raw-http.ts'
import { type RunningFunction, startFunction } from '../../helpers/run-function.ts'
import { environmentOf } from './functions.ts'

/** Done, or to be tried again: of everything else some deliverer makes a lost event. */
const ANSWERS = [202, 503]
const RUNS = 100

const attribute = fc.constantFrom(
  'id',
  'source',
  'type',
  'specversion',
  'time',
  'subject',
  'datacontenttype',
  'Ünknown',
)
const value = fc.oneof(
  fc.constantFrom('1.0', '0.3', '', 'io.auditflow.audit.event.v1', 'io.auditflow.alert.triggered.v1'),
  fc.constantFrom('io.auditflow.event.rejected.v1', 'dev.knative.sources.ping', '2026-01-02T03:04:05Z', '%zz%00'),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
)
const event = fc.dictionary(
  fc.oneof(attribute, fc.constantFrom('data', 'data_base64'), fc.string()),
  fc.oneof(value, fc.jsonValue()),
)
const text = fc.oneof(
  event.map((one) => JSON.stringify(one)),
  fc.array(fc.oneof(event, fc.jsonValue())).map((many) => JSON.stringify(many)),
  fc.string(),
)
const bytes = fc.oneof(
  text.map((one) => Buffer.from(one)),
  text.map((one) => Buffer.from(one.slice(0, one.length >> 1))),
  fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one)),
)
/** What a header can carry: the control characters are no HTTP. */
const headerText = value.map((one) =>
  one.replace(/[^\t\x20-\x7e]/g, (character) => encodeURIComponent(character.toWellFormed())),
)
const headers = fc.record({
  attributes: fc.dictionary(fc.constantFrom('id', 'source', 'type', 'specversion', 'time', 'subject', 'x'), headerText),
  type: fc.constantFrom(
    STRUCTURED_TYPE,
    BATCH_TYPE,
    'application/cloudevents+xml',
    'application/json',
    'text/plain',
    '///',
  ),
  encoding: fc.constantFrom('', '', '', 'content-encoding: gzip\r\n', 'traceparent: none\r\n'),
})

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe.each([
  ['audit-event-generator', '/'],
  ['audit-log-analysis', '/'],
  ['audit-log-analysis', '/dead'],
  ['notification-service', '/'],
])('whatever is delivered to %s on %s', (name, path) => {
  let running: RunningFunction
  beforeAll(async () => {
    running = await startFunction(name, environmentOf(database))
  })
  afterAll(() => running.end())

  it('is kept, or refused so that it comes again', async () => {
    const seen = new Set<number>()
    const property = fc.asyncProperty(headers, bytes, async ({ attributes, type, encoding }, body) => {
      // A deliverer always says that it is an event; the generator takes other requests for a person's.
      const lines = Object.entries({ id: '', ...attributes }).map(([key, held]) => `ce-${key}: ${held}\r\n`)
      const head = `POST ${path} HTTP/1.1\r\nhost: f\r\nconnection: close\r\n${lines.join('')}${encoding}`
      const framing = `content-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`
      const answer = await sendRaw(running.url, [head + framing, body])
      seen.add(answer.status)
      expect(answer.status).toBeOneOf(ANSWERS)
      expect(answer.headers.get('content-type')).toBe('text/plain')
    })
    await fc.assert(property, { numRuns: RUNS })
    expect(seen).toContain(202)
    expect(seen).not.toContain(503)
  })
})
