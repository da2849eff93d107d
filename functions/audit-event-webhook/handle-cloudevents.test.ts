import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { canaryEvent } from '../../shared/events/canary.ts'
import { JSON_TYPE, type Options, send, TOKEN } from './test-requests.ts'

describe('CloudEvents', () => {
  const event = { specversion: '1.0', type: 'com.example.login', source: '/idp/eu', id: 'a-1', data: { user: 'ann' } }
  const structured = { ...TOKEN, 'content-type': 'application/cloudevents+json' }
  const batched = { ...TOKEN, 'content-type': 'application/cloudevents-batch+json' }

  it('takes an event in the three content modes as the same event', async () => {
    const { data, ...attributes } = event
    const binary = Object.fromEntries(Object.entries(attributes).map(([key, value]) => [`ce-${key}`, value]))
    const requests: Options[] = [
      { body: JSON.stringify(data), headers: { ...TOKEN, ...JSON_TYPE, ...binary } },
      { body: JSON.stringify(event), headers: structured },
      { body: JSON.stringify([event]), headers: batched },
    ]
    for (const request of requests) {
      const { status, events } = await send('/', request)
      expect(status).toBe(202)
      expect(events).toMatchObject([{ source: '/idp/eu', id: 'a-1', type: 'io.auditflow.audit.event.v1' }])
    }
  })

  it('keeps the places of good and bad ones in a batch', async () => {
    const own = { ...event, type: 'io.auditflow.audit.event.v1', data: { time: 'x' } }
    const { text, events } = await send('/', { body: JSON.stringify([{ id: '1' }, event, own, 5]), headers: batched })
    const answer = JSON.parse(text) as { accepted: number; rejected: { index: number; reason: string }[] }
    expect(answer.accepted).toBe(1)
    expect(answer.rejected.map(({ index }) => index)).toEqual([0, 2, 3])
    expect(answer.rejected[1]?.reason).toContain('data.time: ')
    expect(events[2]?.data).toMatchObject({ event_type: 'io.auditflow.audit.event.v1', origin: '/' })
  })

  it('refuses one that claims to be AuditFlow’s own, which would be seen by nobody, and takes its neighbour', async () => {
    const forged = { ...event, source: '/auditflow/canary' }
    const { extensions: _, ...real } = canaryEvent(0)
    const own = { ...real, id: 'forged' }
    const { text, events } = await send('/', { body: JSON.stringify([forged, own, event]), headers: batched })
    const answer = JSON.parse(text) as { accepted: number; rejected: { index: number; reason: string }[] }
    expect(answer.accepted).toBe(1)
    expect(answer.rejected.map(({ index, reason }) => [index, reason])).toEqual([
      [0, 'source: /auditflow/canary is that of AuditFlow itself'],
      [1, 'source: /auditflow/canary is that of AuditFlow itself'],
    ])
    expect(events.filter(({ source }) => source === '/auditflow/canary')).toEqual([])
  })

  it('answers 202 to an empty batch', async () => {
    expect((await send('/', { body: '[]', headers: batched })).text).toBe('{"accepted":0,"rejected":[]}\n')
  })

  it('answers 400 to what is no CloudEvent, however deep it nests', async () => {
    const deep = '['.repeat(50_000) + ']'.repeat(50_000)
    const bodies = ['{}', 'no json', `[{"id":${deep}}]`, '['.repeat(5_000_000)]
    for (const body of bodies) {
      for (const headers of [structured, batched]) {
        expect([400, 202]).toContain((await send('/', { body, headers })).status)
      }
      expect((await send('/', { body, headers: { ...TOKEN, ...JSON_TYPE } })).status).toBe(400)
    }
  })

  const CASES = new URL('../../../shared/events/cloudevents/http-cases.jsonl', import.meta.url)
  type Case = {
    name: string
    method: string
    headers: Record<string, string>
    body: string
    expect: { accept?: boolean }
  }
  const cases = existsSync(CASES) ? readFileSync(CASES, 'utf8').split('\n').filter(Boolean) : []

  it.skipIf(cases.length === 0)('judges the HTTP cases as they say (skipped where ../shared is absent)', async () => {
    for (const line of cases) {
      const { name, method, headers, body, expect: expected } = JSON.parse(line) as Case
      if (expected.accept === undefined) continue
      const { status } = await send('/', { method, headers: { ...TOKEN, ...headers }, body })
      expect({ name, accepted: status === 202 }).toEqual({ name, accepted: expected.accept })
    }
  })
})
