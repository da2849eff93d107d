import { describe, expect, it } from 'vitest'
import type { EventRejected } from '../../shared/events/catalogue.ts'
import { readAgain } from '../../shared/normalise/read-again.ts'
import { USUAL_REDACTION } from '../../shared/normalise/redaction/policy.ts'
import { JSON_TYPE, NOW, type Options, send, TOKEN } from './test-requests.ts'

const READING = { redaction: USUAL_REDACTION, own: { byName: new Map(), recognising: [] } }
const batched = { ...TOKEN, 'content-type': 'application/cloudevents-batch+json' }
const json = { ...TOKEN, ...JSON_TYPE }
const github = { ...json, 'x-github-event': 'push', 'x-github-delivery': 'd-1' }
const own = {
  specversion: '1.0',
  type: 'io.auditflow.audit.event.v1',
  source: '/idp',
  id: 'a-1',
  story: 'one',
  data: {},
}

async function rejectedOf(path: string, options: Options) {
  const { events } = await send(path, options)
  return events.map(({ data }) => data as EventRejected)
}

describe('what is rejected', () => {
  it.each<[string, string, Options]>([
    ['a record', '/sources/cloudtrail', { body: '{"a":1}', headers: json }],
    ['a body that is no JSON', '/sources/json', { body: '{"a":', headers: json }],
    ['an item that is no record', '/sources/json', { body: '[7]', headers: json }],
    ['an event of Splunk’s senders', '/services/collector', { body: '[[7]]', headers: json }],
    ['a CloudEvent', '/', { body: JSON.stringify([own]), headers: batched }],
    ['an item that is no CloudEvent', '/', { body: '[{"id":"1"}]', headers: batched }],
  ])('is refused for the same reason when it is read again: %s', async (_, path, options) => {
    const [data] = await rejectedOf(path, options)
    const { event, event_type, headers, ...rest } = data!
    const refused = {
      ...rest,
      uid: 'u',
      eventType: event_type ?? null,
      eventSource: event?.source ?? null,
      eventId: event?.id ?? null,
      extensions: event?.extensions ?? null,
      headers: headers ?? null,
      receivedAtMs: NOW,
    }
    expect(readAgain(refused, READING)).toEqual({ events: [], reasons: [data!.reason] })
  })

  it('is kept with the headers by which it is read, and no others', async () => {
    const [data] = await rejectedOf('/sources/github', { body: '{"a":1', headers: github })
    expect(data?.headers).toEqual({ 'x-github-event': 'push', 'x-github-delivery': 'd-1' })
    const [other] = await rejectedOf('/sources/json', { body: '{"a":1', headers: json })
    expect(other).not.toHaveProperty('headers')
  })

  it('is kept with the identity of the CloudEvent that it was', async () => {
    const [data] = await rejectedOf('/', { body: JSON.stringify([own]), headers: batched })
    expect(data?.event).toMatchObject({ source: '/idp', id: 'a-1', extensions: { story: 'one' } })
  })
})
