import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { EVENT_REJECTED, type EventRejected } from '../../shared/events/catalogue.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
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
    const { status, text, events } = await post('json', body)
    expect(status).toBe(400)
    expect((JSON.parse(text) as { error: string }).error).toContain(message)
    // What somebody sent is kept, that somebody may look at it; nothing is not.
    const kept = events.map(({ type, data }) => [type, (data as EventRejected).payload])
    expect(kept).toEqual(body.trim() === '' ? [] : [[EVENT_REJECTED, body]])
  })

  it.each(['auto', 'kubernetes', 'github', 'linux'])(
    'keeps a body that ends early and was sent to %s',
    async (source) => {
      const body =
        '{"kind":"EventList","items":[{"verb":"get","requestObject":{"token":"eyJhbGciOiJub25l.eyJzdWIiOiJhbm4i.x"},'
      const { status, events } = await post(source, body)
      expect([status, events.map(({ type }) => type)]).toEqual([400, [EVENT_REJECTED]])
      expect(JSON.stringify(events)).not.toContain('eyJzdWIi')
    },
  )

  it('keeps a body of a CloudEvent that can not be read, and answers 503 when that fails', async () => {
    const options = { headers: { ...TOKEN, 'content-type': 'application/cloudevents+json' }, body: '{"id":' }
    const { status, events } = await send('/', options)
    expect([status, events.map(({ type }) => type)]).toEqual([400, [EVENT_REJECTED]])
    const publisher = { publish: () => Promise.reject(new Unavailable('away')), close: async () => undefined }
    expect((await send('/', { ...options, ports: { publisher } })).status).toBe(503)
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

  it.each(['application/xml', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
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

  it.each(['{"action":"a"}', '[{"action":"a"}]', '{"action":"a"}\n{"action":"b"}'])(
    'takes %s for JSON though it is said to be text',
    async (body) => {
      const { status, events } = await post('json', body, { 'content-type': 'text/plain; charset=UTF-8' })
      expect([status, events[0]?.data]).toMatchObject([202, { activity_name: 'a' }])
    },
  )

  it('refuses text where records are JSON, and says where it is taken', async () => {
    const { status, text, events } = await post('json', 'hello', { 'content-type': 'text/plain' })
    expect([status, text]).toEqual([415, expect.stringContaining('/sources/linux')])
    expect(events.map(({ type, data }) => [type, (data as EventRejected).payload])).toEqual([[EVENT_REJECTED, 'hello']])
    expect((await post('json', '{"action"', { 'content-type': 'text/plain' })).status).toBe(400)
  })
})

describe('lines of text', () => {
  const LINE = 'Jan  1 03:04:05 web-1 sshd[42]: Accepted password for ann from 192.0.2.1 port 4242 ssh2'
  const record = (type: string) => `type=${type} msg=audit(1767323045.678:4063): res=1`
  /** A line that is not taken apart is its own message. */
  const lineOf = ({ data }: { data?: unknown }) => {
    const { raw, raw_data } = data as { raw: { MESSAGE: string }; raw_data?: string }
    return raw_data ?? raw.MESSAGE
  }

  it.each(['text/plain', '', 'application/octet-stream', 'application/x-www-form-urlencoded', 'application/x-ndjson'])(
    'are records where a source writes lines, sent as %s',
    async (type) => {
      for (const path of ['linux', 'auto']) {
        const body = Buffer.from(`${LINE}\r\n\n${LINE.replace('42', '43')}\n`)
        const { status, events } = await send(`/sources/${path}`, {
          body,
          headers: { ...TOKEN, ...(type !== '' && { 'content-type': type }) },
        })
        expect([status, events.map(lineOf)]).toEqual([202, [LINE, LINE.replace('42', '43')]])
      }
    },
  )

  it('may stand between JSON ones; what begins like an object must be one', async () => {
    const body = `{"message":"web-1 a[1]: x"}\n${LINE}\n{"message":\n[ 970.6] kernel\n["web-1 b[1]: y"]`
    const { text, events } = await post('linux', body, { 'content-type': 'text/plain' })
    const activities = events.flatMap(({ data }) => (data as { activity_name?: string }).activity_name ?? [])
    expect(activities).toEqual(['a', 'sshd.login', 'syslog', 'b'])
    expect(JSON.parse(text)).toMatchObject({ accepted: 4, rejected: [{ index: 2 }] })
    expect(text).toContain('line 3 of the body: not JSON')
  })

  it('that begin with a bracket are text where they are no JSON', async () => {
    const { events } = await post('linux', '[ 970.6] a\n[ 970.7] b', { 'content-type': 'text/plain' })
    expect(events.map(lineOf)).toEqual(['[ 970.6] a', '[ 970.7] b'])
  })

  it('keep every byte: one that is not UTF-8 is read as Latin-1, the others as they are', async () => {
    const body = Buffer.concat([Buffer.from('Zoë\nZo'), Buffer.from([0xeb, 0x0a]), Buffer.from('日本')])
    const { status, events } = await post('linux', body, { 'content-type': 'text/plain' })
    expect([status, events.map(lineOf)]).toEqual([202, ['Zoë', 'Zoë', '日本']])
    expect((await post('json', Buffer.from([0x7b, 0xff, 0x7d]))).status).toBe(400)
  })

  it('of one event of the audit log are one item, in text and in JSON lines', async () => {
    const lines = [record('SYSCALL'), LINE, record('PATH')]
    const json = lines.map((message) => JSON.stringify({ message })).join('\n')
    for (const [body, type] of [
      [lines.join('\n'), 'text/plain'],
      [json, 'application/x-ndjson'],
    ] as const) {
      const { text, events } = await post('auditd', body, { 'content-type': type })
      expect([JSON.parse(text), events.map(({ source }) => source)]).toMatchObject([
        { accepted: 2 },
        ['/sources/auditd', '/sources/linux'],
      ])
      expect(lineOf(events[0]!)).toBe(`${lines[0]}\n${lines[2]}`)
    }
  })

  it('are told from the form of GitHub where both are taken', async () => {
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    const form = new URLSearchParams({ payload: '{"action":"a"}' }).toString()
    expect((await post('auto', form, type)).events[0]?.data).toMatchObject({ activity_name: 'a' })
    expect((await post('auto', record('LOGIN'), type)).events[0]?.data).toMatchObject({ activity_name: 'LOGIN' })
  })

  it('are missing from an empty body', async () => {
    expect((await post('linux', ' \n\n', { 'content-type': 'text/plain' })).status).toBe(400)
  })
})
