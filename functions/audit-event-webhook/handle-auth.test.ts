import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { handle } from './handle.ts'
import { JSON_TYPE, NO_SECRETS, portsWith, post, send, sign, TOKEN } from './test-requests.ts'

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

  it('does not take a GitHub signature elsewhere, nor lets a token make up for it', async () => {
    for (const path of ['/', '/sources/json', '/services/collector']) {
      const headers = { ...JSON_TYPE, ...TOKEN, ...sign(body) }
      const { status, calls } = await send(path, { body, headers })
      expect([path, status, calls]).toEqual([path, path === '/services/collector' ? 403 : 401, 0])
    }
  })

  it('takes a signed delivery again as the same event', async () => {
    const headers = { ...JSON_TYPE, ...sign(body), 'x-github-event': 'member' }
    const ids = async () => (await send('/sources/github', { body, headers })).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('finds out by the headers alone, before it has read the body', async () => {
    let pulled = 0
    const pull = () => void pulled++
    const attempts = [
      ['/sources/json', {}],
      ['/sources/json', { authorization: 'Basic YTpi' }],
      ['/sources/github', { 'x-hub-signature-256': 'sha256=no' }],
      ['/sources/auto', { 'x-slack-signature': `v0=${'0'.repeat(64)}`, 'x-slack-request-timestamp': '1' }],
      ['/sources/json', { 'webhook-signature': 'v1,AAAA', 'webhook-id': '1', 'webhook-timestamp': '1' }],
      ['/sources/json', { 'x-amz-sns-message-type': 'Notification' }],
    ] as const
    for (const [path, headers] of attempts) {
      const stream = new ReadableStream({ pull }, { highWaterMark: 0 })
      const init = { method: 'POST', headers: { ...JSON_TYPE, ...headers }, body: stream, duplex: 'half' }
      const { status } = await handle(new Request(`http://localhost${path}`, init), portsWith({}))
      expect([path, status, pulled]).toEqual([path, 401, 0])
    }
  })

  it('tells the log why, and nobody else; and the log neither token nor query', async () => {
    const lines: string[] = []
    const keep = (message: string, fields?: object) => void lines.push(JSON.stringify({ message, ...fields }))
    const log = { info: keep, warn: keep, error: keep }
    const headers = { ...JSON_TYPE, authorization: 'Bearer s3cret' }
    const { text } = await send('/sources/json?token=s3cret', { body, headers, ports: { log } })
    expect(text).toBe('{"error":"unauthorised"}\n')
    expect(lines).toEqual([
      '{"message":"request refused","path":"/sources/json","status":401,"reason":"unauthorised","detail":"no valid token"}',
    ])
  })
})
