import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { handle } from './handle.ts'
import { JSON_TYPE, type Options, portsWith, post, send, sign, TOKEN } from './test-requests.ts'

describe('bodies', () => {
  it.each([
    ['{"a":}', 'unexpected "}" where value was expected, at line 1, column 6 (position 5)'],
    ['[1,\n 2,\n]', 'unexpected "]" where value was expected, at line 3, column 1 (position 8)'],
    ['{"a":"b', 'the text ends inside a string'],
    ['', 'the body is empty'],
    ['  \n', 'the body is empty'],
    ['{"a":1} x', 'expected the end'],
  ])('says where %j breaks', async (body, message) => {
    const { status, text, calls } = await post('json', body)
    expect(status).toBe(400)
    expect((JSON.parse(text) as { error: string }).error).toContain(message)
    expect(calls).toBe(0)
  })

  it('refuses bytes that are not UTF-8', async () => {
    const { status, text } = await post('json', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))
    expect([status, text]).toEqual([400, '{"error":"the body is not UTF-8: invalid at byte 2"}\n'])
  })

  it('inflates gzip', async () => {
    const { status, events } = await post('json', gzipSync('{"action":"login"}'), { 'content-encoding': 'gzip' })
    expect([status, events.length]).toEqual([202, 1])
  })

  it('refuses broken gzip and other encodings', async () => {
    expect((await post('json', 'no gzip', { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await post('json', gzipSync('{}').subarray(0, 12), { 'content-encoding': 'gzip' })).status).toBe(400)
    expect((await post('json', '{}', { 'content-encoding': 'br' })).status).toBe(415)
  })

  it('refuses a body above the limit, plain or inflated, and names the limit', async () => {
    const ports = { limits: { maxBodyBytes: 1000 } }
    const bodies: Options[] = [
      { body: ' '.repeat(1001) },
      { body: gzipSync(' '.repeat(50_000_000)), headers: { 'content-encoding': 'gzip' } },
      { body: '{}', headers: { 'content-length': '1001' } },
    ]
    for (const { body = '', headers = {} } of bodies) {
      const answer = await send('/sources/json', { body, headers: { ...TOKEN, ...JSON_TYPE, ...headers }, ports })
      expect(answer.status).toBe(413)
      expect(answer.text).toContain('1000 bytes')
    }
  })

  it('stops reading a stream without a length at the limit', async () => {
    let pulled = 0
    const pull = (controller: ReadableStreamDefaultController) => {
      pulled++
      controller.enqueue(new Uint8Array(100))
    }
    const init = {
      method: 'POST',
      headers: { ...TOKEN, ...JSON_TYPE },
      body: new ReadableStream({ pull }),
      duplex: 'half',
    }
    const ports = portsWith({ limits: { maxBodyBytes: 1000 } })
    const response = await handle(new Request('http://localhost/sources/json', init), ports)
    expect(response.status).toBe(413)
    expect(pulled).toBeLessThan(20)
  })

  it.each(['text/plain', 'application/xml', 'application/x-www-form-urlencoded'])(
    'answers 415 to %s and names what is accepted',
    async (type) => {
      const { status, text } = await post('json', '{"action":"a"}', { 'content-type': type })
      expect(status).toBe(415)
      expect(text).toContain('application/json')
    },
  )

  it.each([
    'application/json; charset=utf-8',
    'application/vnd.github+json',
    'Application/JSON',
    'application/x-ndjson',
  ])('accepts %s', async (type) => {
    expect((await post('json', '{"action":"a"}', { 'content-type': type })).status).toBe(202)
  })

  it('takes a body without a content type for JSON', async () => {
    expect((await send('/sources/json', { body: Buffer.from('{"action":"a"}'), headers: TOKEN })).status).toBe(202)
  })

  it('reads the form that GitHub can send', async () => {
    const payload = { zen: 'x', hook: {} }
    const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const { events } = await send('/sources/github', {
      body,
      headers: { ...type, ...sign(body), 'x-github-event': 'ping' },
    })
    expect(events[0]?.data).toMatchObject({ activity_name: 'ping', raw: payload })
    expect((await post('github', 'a=b', type)).status).toBe(400)
  })

  it('reads JSON lines under either name, and keeps the bad line', async () => {
    const body = '{"action":"a"}\n\n{"action":\r\n{"action":"b"}\n'
    for (const type of ['application/jsonl', 'application/json']) {
      const { status, text, events } = await post('json', body, { 'content-type': type })
      expect(status).toBe(202)
      const answer = JSON.parse(text) as { accepted: number; rejected: { index: number; reason: string }[] }
      expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] })
      expect(answer.rejected[0]?.reason).toContain('line 3 of the body: not JSON')
      expect(events[1]?.data).toMatchObject({ payload: '{"action":\r' })
    }
  })
})
