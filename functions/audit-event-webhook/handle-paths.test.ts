import { describe, expect, it } from 'vitest'
import { SOURCES } from '../../shared/normalise/sources/index.ts'
import { send, TOKEN } from './test-requests.ts'

describe('paths and methods', () => {
  it('lists the known sources for an unknown one', async () => {
    const { status, text } = await send('/sources/gitlab', { headers: TOKEN })
    expect(status).toBe(404)
    expect(text).toContain([...SOURCES.keys(), 'auto'].join(', '))
  })

  it.each(['/nothing', '/sources', '/sources/json/x', '/sources/__proto__'])('answers 404 to %s', async (path) => {
    expect((await send(path, { headers: TOKEN })).status).toBe(404)
  })

  it('answers 405 with Allow to other methods', async () => {
    const source = await send('/sources/json', { method: 'GET' })
    expect([source.status, source.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
    const root = await send('/', { method: 'PUT' })
    expect([root.status, root.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  it.each(['/', '/sources/json', '/sources/auto/'])(
    'consents on %s to the origin that asks in the CloudEvents handshake',
    async (path) => {
      const asked = { method: 'OPTIONS', headers: { 'webhook-request-origin': 'a.example' } }
      const { status, headers } = await send(path, asked)
      expect(status).toBe(200)
      expect(headers.get('webhook-allowed-origin')).toBe('a.example')
      expect(headers.get('webhook-allowed-rate')).toBe('*')
      expect(headers.get('allow')).toContain('POST')
    },
  )

  it('consents to nobody when nobody asks', async () => {
    expect((await send('/', { method: 'OPTIONS' })).headers.has('webhook-allowed-origin')).toBe(false)
  })
})
