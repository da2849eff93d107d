import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AUDIT_EVENT } from '../../shared/events/catalogue.ts'
import { attributesOf } from '../../shared/events/envelope.ts'
import { send, TOKEN } from './test-requests.ts'

const FILE = '../shared/events/cloudevents/http-cases.jsonl'

type Case = {
  name: string
  method: string
  headers: Record<string, string>
  body: string
  expect: {
    accept?: boolean
    status?: number
    headers?: Record<string, string | string[]>
    allow_contains?: string
    attributes?: Record<string, unknown>
    count?: number
  }
}

const cases = existsSync(FILE)
  ? readFileSync(FILE, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Case)
  : []

describe.skipIf(cases.length === 0)(`the webhook on every case of ${FILE} (skipped where it is absent)`, () => {
  it.each(cases)('$name', async ({ method, headers, body, expect: expected }) => {
    const sent = { method, headers: { ...TOKEN, ...headers }, ...(method === 'POST' && { body }) }
    const { status, headers: given, events: published } = await send('/', sent)
    // What is refused is kept as rejected.
    const events = published.filter(({ type }) => type === AUDIT_EVENT)
    expect(status).toBe(expected.status ?? (expected.accept === false ? 400 : 202))
    expect(given.get('allow') ?? '').toContain(expected.allow_contains ?? '')
    const origins = expected.headers?.['webhook-allowed-origin']
    if (origins !== undefined) {
      expect(origins).toContain(given.get('webhook-allowed-origin'))
      expect(given.get('webhook-allowed-rate')).toMatch(/^(?:[1-9]\d*|\*)$/)
    }
    if (method !== 'POST') return
    expect(events).toHaveLength(expected.accept === false ? 0 : (expected.count ?? 1))
    // What goes on is of our own type, and JSON; the other attributes are those that came.
    const { type: _, datacontenttype: __, ...attributes } = expected.attributes ?? {}
    const asText = Object.entries(attributes).map(([name, value]) => [name, String(value)])
    if (events[0] !== undefined) expect(attributesOf(events[0])).toMatchObject(Object.fromEntries(asText))
  })
})
