import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { JSON_TYPE, NO_SECRETS, post, send, sign, TOKEN } from './test-requests.ts'

describe('who is let in', () => {
  const body = '{"action":"login"}'

  it.each([
    [{}],
    [{ authorization: 'Bearer wrong' }],
    [{ authorization: 'Basic new-token' }],
    [{ authorization: 'Bearer ' }],
  ])('answers 401 in one and the same way to %j', async (headers: Record<string, string>) => {
    for (const path of ['/', '/sources/json', '/sources/github']) {
      const {
        status,
        text,
        headers: answered,
        calls,
      } = await send(path, { body, headers: { ...JSON_TYPE, ...headers } })
      expect({ status, text, calls }).toEqual({ status: 401, text: '{"error":"unauthorised"}\n', calls: 0 })
      expect(answered.get('www-authenticate')).toBe('Bearer')
    }
  })

  it('takes the old and the new token while both are valid', async () => {
    for (const token of ['old-token', 'new-token']) {
      expect((await post('json', body, { authorization: `bearer ${token}` })).status).toBe(202)
    }
  })

  it('lets nobody in when no token and no secret is set', async () => {
    const ports = { secrets: { ...NO_SECRETS, ingestTokens: ['', ''], githubSecrets: [''] } }
    const attempts = [{ authorization: 'Bearer ' }, { authorization: 'Bearer x' }, sign(body, ''), {}]
    for (const headers of attempts) {
      expect((await send('/sources/github', { body, headers: { ...JSON_TYPE, ...headers }, ports })).status).toBe(401)
    }
  })

  it('takes a GitHub delivery signed with either secret, and no token', async () => {
    for (const secret of ['old-secret', 'new-secret']) {
      const headers = { ...JSON_TYPE, ...sign(body, secret), 'x-github-event': 'member' }
      expect((await send('/sources/github', { body, headers })).status).toBe(202)
    }
  })

  it('answers 401 to a wrong signature even beside a valid token', async () => {
    for (const signature of [sign('other'), sign(body, 'wrong'), { 'x-hub-signature-256': 'sha256=00' }]) {
      const headers: Record<string, string> = { ...JSON_TYPE, ...TOKEN, ...signature }
      expect((await send('/sources/github', { body, headers })).status).toBe(401)
    }
  })

  it('checks the signature over the bytes before and after inflating', async () => {
    const gzip = gzipSync(body)
    for (const signature of [sign(body), sign(gzip)]) {
      const headers = { ...JSON_TYPE, ...signature, 'content-encoding': 'gzip', 'x-github-event': 'member' }
      expect((await send('/sources/github', { body: gzip, headers })).status).toBe(202)
    }
  })

  it('does not take a GitHub signature elsewhere', async () => {
    expect((await send('/sources/json', { body, headers: { ...JSON_TYPE, ...sign(body) } })).status).toBe(401)
  })
})
