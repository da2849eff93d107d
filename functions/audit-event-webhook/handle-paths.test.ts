import { describe, expect, it } from 'vitest'
import { send, TOKEN } from './test-requests.ts'

describe('paths and methods', () => {
  it('lists the known sources for an unknown one', async () => {
    const { status, text } = await send('/sources/gitlab', { headers: TOKEN })
    expect(status).toBe(404)
    expect(text).toContain('github, kubernetes, cloudtrail, json')
  })

  it.each(['/nothing', '/sources', '/sources/json/x', '/sources/__proto__'])('answers 404 to %s', async (path) => {
    expect((await send(path, { headers: TOKEN })).status).toBe(404)
  })

  it('answers 405 with Allow to other methods', async () => {
    const source = await send('/sources/json', { method: 'GET' })
    expect([source.status, source.headers.get('allow')]).toEqual([405, 'POST'])
    const root = await send('/', { method: 'PUT' })
    expect([root.status, root.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  it('consents to the origin that asks in the CloudEvents handshake', async () => {
    const { status, headers } = await send('/', {
      method: 'OPTIONS',
      headers: { 'webhook-request-origin': 'a.example' },
    })
    expect(status).toBe(200)
    expect(headers.get('webhook-allowed-origin')).toBe('a.example')
    expect(headers.get('webhook-allowed-rate')).toBe('*')
    expect(headers.get('allow')).toContain('POST')
  })

  it('consents to nobody when nobody asks', async () => {
    expect((await send('/', { method: 'OPTIONS' })).headers.has('webhook-allowed-origin')).toBe(false)
  })
})
