import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from '../../../test/helpers/until.ts'
import type { Limits } from './limits.ts'
import { createWebhook, startSend } from './testing.ts'

let webhook: Awaited<ReturnType<typeof createWebhook>>
let folder: string
let running: ReturnType<typeof startSend>[]

beforeEach(async () => {
  webhook = await createWebhook()
  folder = mkdtempSync(join(tmpdir(), 'auditflow-send-'))
  running = []
})

afterEach(async () => {
  for (const one of running) one.stop()
  await Promise.all(running.map(({ ended }) => ended))
  webhook.close()
  rmSync(folder, { recursive: true })
})

const at = (name: string) => join(folder, name)
const numbered = (from: number, to: number, prefix = 'line') =>
  Array.from({ length: to - from }, (_, index) => `${prefix} ${from + index}\n`).join('')
const start = (args: string[], limits: Partial<Limits> = {}, stdin?: PassThrough) => {
  const env = { AUDITFLOW_URL: webhook.url, XDG_STATE_HOME: at('state') }
  const one = startSend(args, env, limits, stdin)
  running.push(one)
  return one
}
const run = async (args: string[], limits: Partial<Limits> = {}) => {
  const { ended, out, err } = start(args, limits)
  return { code: await ended, out, err }
}
const state = (name: RegExp) => readdirSync(at('state/auditflow')).find((file) => name.test(file))!
const kept = (name: RegExp) => readFileSync(join(at('state/auditflow'), state(name)))
const shown = (lines: number) =>
  until(`${lines} lines`, () => webhook.lines().length >= lines && webhook.lines().length, 5_000)

describe('auditflow send', () => {
  it('sends each format as what it is, with the token, bytes untouched', async () => {
    const text = Buffer.concat([
      Buffer.from('Nov 25 host sshd[1]: caf'),
      Buffer.from([0xe9, 0xff, 0xfe, 0x0a]),
      Buffer.from('no newline'),
    ])
    const pretty = JSON.stringify({ Records: [{ a: 1 }, { a: 2 }] }, null, 2)
    writeFileSync(at('a.log'), text)
    writeFileSync(at('b.jsonl'), '{"a":1}\n\n{"a":"\\u00e9"}\r\n')
    writeFileSync(at('c.json'), pretty)
    writeFileSync(at('d.json.gz'), gzipSync('[{"a":1},{"a":2}]'))
    writeFileSync(at('e.jsonl.gz'), Buffer.concat([gzipSync('{"a":1}\n{"a'), gzipSync('":2}\n')]))
    writeFileSync(at('empty.log'), '')
    const { code, out } = await run(['a.log', 'b.jsonl', 'c.json', 'd.json.gz', 'e.jsonl.gz', 'empty.log'].map(at))
    expect(code).toBe(0)
    expect(out[0]).toContain('5 accepted, 0 rejected')
    expect(webhook.received.map(({ path, type, token }) => [path, type, token])).toEqual(
      ['text/plain', 'application/x-ndjson', 'application/json', 'application/json', 'application/x-ndjson'].map(
        (type) => ['/sources/auto', type, 'Bearer secret-token'],
      ),
    )
    expect(webhook.received.map(({ body }) => body.toString('latin1'))).toEqual([
      text.toString('latin1'),
      '{"a":1}\n{"a":"\\u00e9"}\r\n',
      pretty,
      '[{"a":1},{"a":2}]',
      '{"a":1}\n{"a":2}\n',
    ])
  })

  it('cuts into batches by lines and by bytes', async () => {
    writeFileSync(at('a.log'), numbered(0, 25))
    await run([at('a.log'), '--batch', '10'])
    expect(webhook.received.map(({ body }) => body.toString().split('\n').length - 1)).toEqual([10, 10, 5])
    webhook.received.length = 0
    writeFileSync(at('b.log'), `${'x'.repeat(600)}\n`.repeat(3))
    await run([at('b.log')], { batchBytes: 1000 })
    expect(webhook.received).toHaveLength(3)
  })

  it('cuts a JSON document that is too large for one body, each piece within its envelope', async () => {
    const items = Array.from({ length: 30 }, (_, index) => ({ index, pad: 'x'.repeat(50) }))
    writeFileSync(at('a.json'), JSON.stringify({ kind: 'EventList', items, next: null }))
    expect((await run([at('a.json'), '--batch', '8'], { bodyBytes: 1000 })).code).toBe(0)
    const bodies = webhook.received.map(({ body }) => JSON.parse(body.toString()) as { kind: string; items: unknown[] })
    expect(bodies.map(({ kind, items }) => [kind, items.length])).toEqual(
      [8, 8, 8, 6].map((count) => ['EventList', count]),
    )
    expect(bodies.flatMap(({ items }) => items)).toEqual(items)
  })

  it('sends only what is new when it is run again', async () => {
    writeFileSync(at('a.log'), numbered(0, 10))
    await run([at('a.log')])
    expect((await run([at('a.log')])).out[0]).toContain('0 accepted')
    appendFileSync(at('a.log'), numbered(10, 12))
    await run([at('a.log')])
    expect(webhook.text()).toBe(numbered(0, 12))
  })

  it('begins a new file of the old name from its start', async () => {
    writeFileSync(at('a.log'), numbered(0, 10))
    await run([at('a.log')])
    writeFileSync(at('a.log'), numbered(0, 20, 'other'))
    await run([at('a.log')])
    expect(webhook.text()).toBe(numbered(0, 10) + numbered(0, 20, 'other'))
  })

  it.each(['renamed', 'copied and cut', 'renamed and compressed'])(
    'first sends the rest of a log that was %s since the last run, and of those between',
    async (way) => {
      writeFileSync(at('a.log'), numbered(0, 10))
      await run([at('a.log')])
      appendFileSync(at('a.log'), numbered(10, 12))
      if (way === 'copied and cut') copyFileSync(at('a.log'), at('a.log.2'))
      else renameSync(at('a.log'), at('a.log.2'))
      if (way === 'renamed and compressed') {
        writeFileSync(at('a.log.2.gz'), gzipSync(readFileSync(at('a.log.2'))))
        rmSync(at('a.log.2'))
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
      writeFileSync(at('a.log.1'), numbered(12, 14))
      writeFileSync(at('a.log'), numbered(14, 16))
      writeFileSync(at('b.log'), 'another log\n')
      expect((await run([at('a.log')])).code).toBe(0)
      expect(webhook.text()).toBe(numbered(0, 16))
    },
  )

  it('says that a file is missing, sends the others, and ends with 2', async () => {
    writeFileSync(at('a.log'), numbered(0, 2))
    const { code, err } = await run([at('none.log'), at('a.log')])
    expect([code, webhook.text()]).toEqual([2, numbered(0, 2)])
    expect(err).toEqual([`${at('none.log')}: there is no such file`])
  })

  it('says so of damaged gzip, after what could be read', async () => {
    const gzip = gzipSync(numbered(0, 100_000))
    writeFileSync(at('a.gz'), gzip.subarray(0, gzip.length - 100))
    const { code, err } = await run([at('a.gz')])
    expect(code).toBe(2)
    expect(err.join()).toContain('unexpected end of file')
    expect(webhook.lines().length).toBeGreaterThan(50_000)
  })

  it('sends stdin: lines as they come, and a document as one', async () => {
    const stdin = new PassThrough()
    const { ended } = start(['-'], {}, stdin)
    stdin.write('{"a":1}\n{"a"')
    await shown(1)
    stdin.end(':2}')
    expect(await ended).toBe(0)
    expect(webhook.text()).toBe('{"a":1}\n{"a":2}')
    const document = new PassThrough()
    document.end(gzipSync('[{"a":1},\n{"a":2}]'))
    expect(await start(['-'], {}, document).ended).toBe(0)
    expect(webhook.received.at(-1)).toMatchObject({
      type: 'application/json',
      body: Buffer.from('[{"a":1},\n{"a":2}]'),
    })
  })

  it('sends what it has read of stdin when it is stopped', async () => {
    const stdin = new PassThrough()
    const { ended, stop } = start(['-'], {}, stdin)
    stdin.write('one\ntw')
    await shown(1)
    stop()
    await ended
    expect(webhook.text()).toBe('one\ntw')
  })
})

describe('a server in trouble', () => {
  const failing = async (answer: NonNullable<typeof webhook.answer>, times = 3, limits: Partial<Limits> = {}) => {
    writeFileSync(at('a.log'), numbered(0, 30))
    let failed = 0
    webhook.answer = (one, response, request) => {
      if (webhook.received.length % 2 === 1 && failed++ < times) answer(one, response, request)
      else webhook.accept(one, response)
    }
    const ran = await run([at('a.log'), '--batch', '10'], limits)
    expect(ran.code).toBe(0)
    expect(webhook.text()).toBe(numbered(0, 30))
    expect(webhook.received.length).toBe(3 + times)
    return ran
  }

  it.each([500, 502, 503, 429, 408])('that answers %d is tried again', async (status) => {
    await failing((_, response) => void response.writeHead(status).end('{"error":"later"}'))
  })

  it('that cuts connections is tried again', async () => {
    const { err } = await failing((_, __, request) => void request.socket.destroy())
    expect(err[0]).toMatch(/sources\/auto: .+; trying again/)
  })

  it('that cuts connections within its answer is tried again', async () => {
    await failing(
      (_, response) => void response.writeHead(202, { 'content-length': 100 }).write('{"acc', () => response.destroy()),
    )
  })

  it('that hangs is given up on, and tried again', async () => {
    const { err } = await failing(() => undefined, 1, { requestMs: 100 })
    expect(err[0]).toContain('no answer in time; trying again')
  })

  it('is left alone for as long as it asks', async () => {
    const before = performance.now()
    await failing((_, response) => void response.writeHead(503, { 'retry-after': '1' }).end(), 1, { giveUpMs: 5_000 })
    expect(performance.now() - before).toBeGreaterThan(1_000)
  })

  it('that stays away is given up after a time, and the next run goes on where it was', async () => {
    writeFileSync(at('a.log'), numbered(0, 30))
    webhook.answer = (one, response) => {
      if (webhook.received.length <= 1) webhook.accept(one, response)
      else response.writeHead(503).end()
    }
    const { code, err } = await run([at('a.log'), '--batch', '10'], { giveUpMs: 300 })
    expect(code).toBe(2)
    expect(err.at(-1)).toMatch(/503; given up after \d+ tries/)
    webhook.answer = undefined
    await run([at('a.log'), '--batch', '10'])
    expect(webhook.text()).toBe(numbered(0, 30))
  })

  it('that stays away is waited for without end by --follow', async () => {
    writeFileSync(at('a.log'), numbered(0, 3))
    webhook.answer = (_, response) => void response.writeHead(503).end()
    start([at('a.log'), '--follow'], { giveUpMs: 1 })
    await until('20 tries', () => webhook.received.length > 20)
    webhook.answer = undefined
    await shown(3)
    expect(webhook.text()).toBe(numbered(0, 3))
  })

  it.each<[number, string, string, string]>([
    [401, '{"error":"unauthorised"}', '401 unauthorised: check the token', '{}'],
    [404, 'nothing here', '404 nothing here: check the address', '{}'],
    [200, '<html>', "answered 200, but not as AuditFlow's webhook does", '{}'],
    [202, '', "answered 202, but not as AuditFlow's webhook does", '{}'],
    [308, '', 'leads to https://elsewhere/: send there', '{"location":"https://elsewhere/"}'],
  ])('that answers %d ends it with a clear message', async (status, body, message, headers) => {
    writeFileSync(at('a.log'), numbered(0, 3))
    webhook.answer = (_, response) => void response.writeHead(status, JSON.parse(headers)).end(body)
    const { code, err } = await run([at('a.log')])
    expect([code, webhook.received.length]).toEqual([2, 1])
    expect(err[0]).toContain(message)
    expect(err[0]).not.toContain('secret-token')
  })

  it.each([400, 413])(
    'that answers %d to a batch gets it halved until the bad line is alone, which is kept',
    async (status) => {
      writeFileSync(at('a.log'), numbered(0, 30).replace('line 17\n', 'bad\xff\n'), 'latin1')
      webhook.answer = (one, response) => {
        if (one.body.includes('bad')) response.writeHead(status).end('{"error":"can not\\u0007 read it"}')
        else webhook.accept(one, response)
      }
      const { code, err, out } = await run([at('a.log'), '--batch', '10'])
      expect(code).toBe(1)
      expect(webhook.text()).toBe(numbered(0, 30).replace('line 17\n', ''))
      expect(err[0]).toContain(`${status} can not read it (byte 126)`)
      expect(out[0]).toContain('29 accepted'.replace('29', String(webhook.accepted.length)))
      expect(kept(/a\.log\.rejected$/)).toEqual(Buffer.from('bad\xff\n', 'latin1'))
      expect(JSON.parse(kept(/reasons$/).toString())).toMatchObject({
        file: at('a.log'),
        byte: 126,
        bytes: 5,
        reason: `${status} can not read it`,
      })
      expect((await run([at('a.log')])).out[0]).toContain('0 accepted, 0 rejected')
    },
  )

  it('keeps a line that no body can hold, without sending it', async () => {
    writeFileSync(at('a.log'), `one\n${'x'.repeat(5000)}\ntwo\n`)
    expect((await run([at('a.log')], { bodyBytes: 1000 })).code).toBe(1)
    expect(webhook.text()).toBe('one\ntwo\n')
    expect(
      kept(/rejected$/)
        .toString()
        .replaceAll('\n', ''),
    ).toBe('x'.repeat(5000))
  })

  it('that answers 400 to lines that are no JSON gets them once', async () => {
    const lines = Array.from({ length: 40 }, (_, index) => (index % 10 === 5 ? `{"a":${index}}\n` : `{"a":${index}\n`))
    writeFileSync(at('a.jsonl'), `{"a":-1}\n${lines.join('')}`)
    webhook.answer = (one, response) => {
      const isRead = one.body
        .toString()
        .trimEnd()
        .split('\n')
        .every((line) => line.endsWith('}'))
      if (isRead) webhook.accept(one, response)
      else response.writeHead(400).end('{"error":"not JSON"}')
    }
    const { code } = await run([at('a.jsonl')])
    expect([code, webhook.received.length]).toEqual([1, 1 + 5])
    expect(webhook.lines()).toEqual(['{"a":-1}', '{"a":5}', '{"a":15}', '{"a":25}', '{"a":35}'])
    expect(kept(/rejected$/).toString()).toBe(lines.filter((line) => !line.endsWith('}\n')).join(''))
  })

  it('says what the server has rejected, and ends with 1', async () => {
    writeFileSync(at('a.log'), numbered(0, 3))
    webhook.answer = (_, response) =>
      void response.writeHead(202).end('{"accepted":2,"rejected":[{"index":1,"reason":"verb: missing"}]}')
    const { code, err, out } = await run([at('a.log')])
    expect(code).toBe(1)
    expect(err[0]).toContain('verb: missing (record 2 of the batch at byte 0)')
    expect(out[0]).toContain('2 accepted, 1 rejected')
  })

  it('halves what is left of a document whose items are not all taken', async () => {
    writeFileSync(at('a.json'), '{"Records":[{"a":1},{"a":"bad"},{"a":3}]}')
    webhook.answer = (one, response) =>
      one.body.includes('bad') ? void response.writeHead(400).end() : webhook.accept(one, response)
    expect((await run([at('a.json')])).code).toBe(1)
    expect(webhook.accepted.map(({ body }) => body.toString())).toEqual([
      '{"Records":[{"a":1}]}',
      '{"Records":[{"a":3}]}',
    ])
    expect(kept(/rejected$/).toString()).toBe('{"a":"bad"}\n')
  })
})

describe('auditflow send --follow', () => {
  const follow = (...args: string[]) => start([at('a.log'), '--follow', ...args])

  it('sends lines as they come, waits for the rest of a line, and for the file', async () => {
    const { err } = follow()
    await until('the message', () => err[0]?.includes('waiting for it'))
    writeFileSync(at('a.log'), 'one\ntw')
    await shown(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(webhook.text()).toBe('one\n')
    appendFileSync(at('a.log'), 'o\n')
    await shown(2)
    expect(webhook.text()).toBe('one\ntwo\n')
  })

  it('begins at the end when told to, and after that where it stopped', async () => {
    writeFileSync(at('a.log'), numbered(0, 5))
    const first = follow('--from', 'end')
    await new Promise((resolve) => setTimeout(resolve, 100))
    appendFileSync(at('a.log'), numbered(5, 7))
    await shown(2)
    first.stop()
    expect(await first.ended).toBe(0)
    appendFileSync(at('a.log'), numbered(7, 9))
    follow('--from', 'end')
    await shown(4)
    expect(webhook.text()).toBe(numbered(5, 9))
  })

  it('remembers the end it began at, though nothing was sent', async () => {
    writeFileSync(at('a.log'), numbered(0, 5))
    const first = follow('--from', 'end')
    await until('the state', () => existsSync(at('state/auditflow')) && state(/json$/))
    first.stop()
    await first.ended
    appendFileSync(at('a.log'), numbered(5, 7))
    follow('--from', 'end')
    await shown(2)
    expect(webhook.text()).toBe(numbered(5, 7))
  })

  it('loses nothing when the log is renamed, though its writer goes on for a while', async () => {
    writeFileSync(at('a.log'), numbered(0, 5))
    follow()
    await shown(5)
    renameSync(at('a.log'), at('a.log.1'))
    writeFileSync(at('a.log'), numbered(8, 10))
    appendFileSync(at('a.log.1'), numbered(5, 7))
    await shown(7)
    appendFileSync(at('a.log.1'), numbered(7, 8).trimEnd())
    await shown(10)
    expect(webhook.lines()).toEqual(numbered(0, 10).trimEnd().split('\n'))
  })

  it('loses nothing when the log is copied and cut between two looks', async () => {
    writeFileSync(at('a.log'), numbered(0, 5))
    follow()
    await shown(5)
    appendFileSync(at('a.log'), numbered(5, 8))
    copyFileSync(at('a.log'), at('a.log.1'))
    truncateSync(at('a.log'))
    appendFileSync(at('a.log'), numbered(8, 40))
    await shown(40)
    expect([...new Set(webhook.lines())]).toEqual(numbered(0, 40).trimEnd().split('\n'))
  })

  it('loses nothing when the log is rotated several times while the server is away', async () => {
    writeFileSync(at('a.log'), numbered(0, 2))
    follow()
    await shown(2)
    webhook.answer = (_, response) => void response.writeHead(503).end()
    appendFileSync(at('a.log'), numbered(2, 4))
    const tries = webhook.received.length
    await until('a failed try', () => webhook.received.length > tries)
    for (const round of [0, 1, 2]) {
      for (const number of [2, 1])
        if (existsSync(at(`a.log.${number}`))) renameSync(at(`a.log.${number}`), at(`a.log.${number + 1}`))
      renameSync(at('a.log'), at('a.log.1'))
      await new Promise((resolve) => setTimeout(resolve, 20))
      writeFileSync(at('a.log'), numbered(4 + 2 * round, 6 + 2 * round))
    }
    webhook.answer = undefined
    await shown(10)
    expect(webhook.text()).toBe(numbered(0, 10))
  })

  it('keeps the records of an auditd event together, and sends the last one after a while', async () => {
    const record = (serial: number, type: string) => `type=${type} msg=audit(1700000000.123:${serial}): x=1\n`
    const event = (serial: number) => ['SYSCALL', 'CWD', 'PATH'].map((type) => record(serial, type)).join('')
    const events = [1, 2, 3, 4, 5].map(event).join('')
    writeFileSync(at('a.log'), events)
    follow('--batch', '4')
    await shown(12)
    appendFileSync(at('a.log'), record(5, 'PROCTITLE'))
    await shown(16)
    expect(webhook.text()).toBe(events + record(5, 'PROCTITLE'))
    const serials = webhook.accepted.map(({ body }) => [...new Set(body.toString().match(/(?<=:)\d(?=\))/g))])
    expect(serials).toEqual([['1'], ['2'], ['3'], ['4'], ['5']])
  })

  it('lets the batch in flight end when it is stopped, and remembers it', async () => {
    writeFileSync(at('a.log'), numbered(0, 20))
    const { ended, stop } = follow('--batch', '10')
    webhook.answer = (one, response) => {
      if (webhook.received.length === 1) stop()
      setTimeout(() => webhook.accept(one, response), 100)
    }
    expect(await ended).toBe(0)
    expect(webhook.text()).toBe(numbered(0, 10))
    webhook.answer = undefined
    await run([at('a.log')])
    expect(webhook.text()).toBe(numbered(0, 20))
  })

  it('stops though the server hangs, and sends the batch again the next time', async () => {
    writeFileSync(at('a.log'), numbered(0, 5))
    const { ended, stop } = follow()
    webhook.answer = () => stop()
    expect(await ended).toBe(0)
    webhook.answer = undefined
    await run([at('a.log')])
    expect(webhook.text()).toBe(numbered(0, 5))
  })

  it('follows several files, each with its memory', async () => {
    writeFileSync(at('b.log'), numbered(0, 3, 'b'))
    follow(at('b.log'))
    writeFileSync(at('a.log'), numbered(0, 3))
    await shown(6)
    expect(webhook.lines().sort()).toEqual([
      ...numbered(0, 3, 'b').trimEnd().split('\n'),
      ...numbered(0, 3).trimEnd().split('\n'),
    ])
  })
})

describe('settings of send', () => {
  it.each<[string[], string]>([
    [[], 'a FILE is needed'],
    [['x', '--to', 'nonsense'], '--to: "nonsense" is no URL'],
    [['x', '--to', 'ftp://x'], '--to: "ftp://x" is no http or https URL'],
    [['x', '--source', '../x'], '--source: "../x" is no name of a source'],
    [['x', '--batch', '0'], '--batch: "0" is no whole number'],
    [['x', '--from', 'middle'], '--from: "middle" is neither start nor end'],
  ])('refuses %j', async (args, message) => {
    await expect(start(args).ended).rejects.toThrow(message)
    running = []
  })

  it('takes the token of a file before that of the environment, and one made on this machine last', async () => {
    writeFileSync(at('a.log'), 'x\n')
    writeFileSync(at('token'), 'from-file\nsecond\n')
    await run([at('a.log'), '--token-file', at('token')])
    expect(webhook.received[0]?.token).toBe('Bearer from-file')
    const none = startSend([at('a.log'), '--to', 'https://elsewhere.example'], {
      AUDITFLOW_INGEST_TOKEN: '',
      AUDITFLOW_HOME: folder,
    })
    expect([await none.ended, none.err[0]]).toEqual([
      2,
      expect.stringContaining('no token: set AUDITFLOW_INGEST_TOKEN'),
    ])
  })

  it('does not mistake the state of another address for its own', async () => {
    writeFileSync(at('a.log'), 'x\n')
    await run([at('a.log'), '--state', at('s.json')])
    const { code, err } = await run([at('a.log'), '--state', at('s.json'), '--source', 'linux'])
    expect([code, err[0]]).toEqual([2, expect.stringContaining('remembers what was sent to')])
    writeFileSync(at('s.json'), 'nonsense')
    expect((await run([at('a.log'), '--state', at('s.json')])).err[0]).toContain('is no state of "auditflow send"')
  })
})
