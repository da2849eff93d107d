import { describe, expect, it } from 'vitest'
import { traceIdOf } from '../../shared/observe/trace.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { JSON_TYPE, post, send, TOKEN } from './test-requests.ts'

describe('what is handed over', () => {
  const batch = JSON.stringify([{ action: 'a', id: '1' }, 7, { action: 'b', id: '1' }])

  it('hands events and rejections over in one call and tells them apart in the answer', async () => {
    const { status, text, calls, events } = await post('json', batch)
    expect([status, calls]).toEqual([202, 1])
    expect(JSON.parse(text)).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] })
    expect(events.map(({ type }) => type)).toEqual([
      'io.auditflow.audit.event.v1',
      'io.auditflow.event.rejected.v1',
      'io.auditflow.audit.event.v1',
    ])
    expect(events[1]?.data).toMatchObject({
      stage: 'audit-event-webhook',
      origin: '/sources/json',
      payload: '7',
    })
  })

  it('gives the same ids when the same body is sent again', async () => {
    const ids = async () => (await post('json', batch)).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
    expect(new Set(await ids()).size).toBe(3)
  })

  it('answers 202 to an empty batch and publishes nothing', async () => {
    for (const [source, body] of [
      ['json', '[]'],
      ['kubernetes', '{"items":[]}'],
      ['cloudtrail', '{"Records":[]}'],
    ] as const) {
      const { status, text, calls } = await post(source, body)
      expect([status, text, calls]).toEqual([202, '{"accepted":0,"rejected":[]}\n', 0])
    }
  })

  it('passes a valid traceparent on, and starts one trace for a request without', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    const traced = await post('json', batch, { traceparent })
    expect(traced.events.map(({ extensions }) => extensions)).toEqual(Array(3).fill({ traceparent }))
    const zeros = '0'.repeat(32)
    const { events } = await post('json', batch, { traceparent: `00-${zeros}-00f067aa0ba902b7-01` })
    const traces = new Set(events.map(({ extensions }) => traceIdOf(extensions['traceparent'])))
    expect(traces.size).toBe(1)
    expect([...traces][0]).toMatch(/^[0-9a-f]{32}$/)
    expect(traces).not.toContain(zeros)
  })

  it('answers 503 with Retry-After and nothing of the cause when the broker is away', async () => {
    const publish = () => Promise.reject(new Unavailable('amqp://user:pass@broker', { retryAfterSeconds: 7 }))
    const ports = { publisher: { publish, close: async () => undefined } }
    const { status, headers, text } = await send('/sources/json', {
      body: batch,
      headers: { ...TOKEN, ...JSON_TYPE },
      ports,
    })
    expect([status, headers.get('retry-after')]).toEqual([503, '7'])
    expect(text).not.toContain('amqp')
  })

  it('answers 500 and nothing of the cause to a fault nobody foresaw', async () => {
    const ports = { publisher: { publish: () => Promise.reject(new Error('secret')), close: async () => undefined } }
    const { status, text } = await send('/sources/json', { body: batch, headers: { ...TOKEN, ...JSON_TYPE }, ports })
    expect([status, text]).toEqual([500, '{"error":"internal error"}\n'])
  })
})
