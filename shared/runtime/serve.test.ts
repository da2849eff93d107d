import { afterEach, describe, expect, it } from 'vitest'
import { startHost, type TestHost } from './testing/start-host.ts'

let host: TestHost
afterEach(() => host.stop())

const get = (path: string) => fetch(`${host.url}${path}`)

describe('probes', () => {
  it('say alive, and ready where nothing is asked of readiness', async () => {
    host = await startHost()
    const alive = await get('/_/health')
    expect([alive.status, await alive.text()]).toEqual([200, 'OK'])
    expect((await get('/readyz')).status).toBe(200)
  })

  it('say 503 while the function can not do its work, without the reason, which the log has', async () => {
    let fault: Error | undefined = new Error('database at 10.0.0.1 is away')
    host = await startHost({
      ready: async () => {
        if (fault) throw fault
      },
    })
    const unready = await get('/readyz')
    expect([unready.status, await unready.text()]).toEqual([503, 'not ready'])
    expect(host.lines).toMatchObject([{ level: 'warn', message: 'not ready', reason: fault.message }])
    expect((await get('/_/health')).status).toBe(200)
    fault = undefined
    expect((await get('/readyz')).status).toBe(200)
  })

  it('give what the function adds to its metrics, which sees the authorization', async () => {
    host = await startHost({ totals: async (authorization) => `added ${authorization === 'Bearer a' ? 1 : 0}\n` })
    expect(await (await get('/metrics')).text()).toMatch(/^added 0$/m)
    const known = await fetch(`${host.url}/metrics`, { headers: { authorization: 'Bearer a' } })
    expect(await known.text()).toMatch(/^added 1$/m)
  })

  it('give metrics in Prometheus’ text format, with the requests so far', async () => {
    host = await startHost()
    await get('/_/health')
    const answer = await get('/metrics')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    const text = await answer.text()
    for (const name of [
      'auditflow_requests_total',
      'auditflow_request_duration_seconds',
      'auditflow_outcomes_total',
      'auditflow_events_total',
      'auditflow_cold_start_seconds',
    ])
      expect(text).toContain(`# TYPE ${name} `)
    expect(text).toContain('auditflow_requests_total{status="200",function="test-function"} 1')
    expect(text).toMatch(/auditflow_cold_start_seconds\{function="test-function"\} \d/)
  })
})

describe('routes', () => {
  it('allow POST where CloudEvents are consumed', async () => {
    host = await startHost()
    const answer = await fetch(`${host.url}/`, { method: 'OPTIONS' })
    expect([answer.status, answer.headers.get('allow')]).toEqual([200, 'POST, OPTIONS'])
  })

  it.each(['GET', 'POST', 'OPTIONS'])(
    'say the content type of every answer to %s, an empty one too',
    async (method) => {
      host = await startHost({ fetch: () => new Response(null, { status: 202 }) })
      const body =
        method === 'POST' ? { body: 'no event', headers: { 'content-type': 'application/cloudevents+json' } } : {}
      for (const path of ['/', '/own']) {
        const answer = await fetch(`${host.url}${path}`, { method, ...body })
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
      }
    },
  )

  it('go to the function’s own fetch for all that is no probe and no delivery', async () => {
    host = await startHost({ fetch: (request) => new Response(`${request.method} ${new URL(request.url).pathname}`) })
    expect(await (await get('/a/b')).text()).toBe('GET /a/b')
    expect(await (await fetch(`${host.url}/x`, { method: 'PUT' })).text()).toBe('PUT /x')
    expect(await (await get('/_/health')).text()).toBe('OK')
  })

  it('go to the function’s own fetch for a POST that the consumer does not take', async () => {
    host = await startHost({
      consumers: {
        '/': {
          takes: (headers) => headers.has('ce-id'),
          handle: async () => ({ rejected: [] }),
          keep: async () => undefined,
        },
      },
      fetch: () => new Response('own'),
    })
    expect(await (await fetch(`${host.url}/`, { method: 'POST', body: '{}' })).text()).toBe('own')
  })

  it('answer 404 for a path that nobody has', async () => {
    host = await startHost()
    const answer = await get('/none')
    expect([answer.status, await answer.json()]).toEqual([404, { error: 'no such path' }])
  })

  it('answer 503 without the reason when the function’s own fetch throws', async () => {
    host = await startHost({
      fetch: () => {
        throw new Error('secret detail')
      },
    })
    const answer = await get('/')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await answer.text()).toBe('{"error":"internal error"}')
    expect(host.lines).toMatchObject([{ level: 'error', reason: 'secret detail' }])
  })

  it('fail to be served on a port that is taken', async () => {
    host = await startHost()
    await expect(startHost({ port: Number(new URL(host.url).port) })).rejects.toThrow('EADDRINUSE')
  })
})
