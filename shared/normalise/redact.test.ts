import { describe, expect, it } from 'vitest'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { normaliseCloudEvent } from './cloudevent-in.ts'
import { normalise } from './normalise.ts'
import { parseJson } from './parse-json.ts'
import { isObject } from './record.ts'
import { redact, redactedPaths } from './redact.ts'
import { parseRedaction, type Redaction } from './redaction/policy.ts'
import { SOURCES } from './sources/index.ts'

const R = '[redacted]'
const receivedAtMs = Date.UTC(2026, 0, 1)

function redacted(record: Json, source = 'json', policy?: Redaction) {
  if (!isObject(record)) throw new Error('no object')
  redact(record, source, { policy })
  return { record, paths: redactedPaths(record) }
}

function eventOf(body: string, source = 'json', redaction?: Redaction): AuditEvent {
  const [item] = normalise(SOURCES.get(source), parseJson(body), { headers: new Headers(), receivedAtMs, redaction })
  if (item?.ok !== true) throw new Error(item?.reason)
  return item.event.data
}

describe('values under names of secrets', () => {
  it.each([
    'password',
    'Passwd',
    'client_secret',
    'clientSecret',
    'Access-Token',
    'refresh_token',
    'idToken',
    'X-Api-Key',
    'private_key',
    'Authorization',
    'Set-Cookie',
    'secretAccessKey',
  ])('are taken out: %s', (key) => {
    expect(redacted({ a: [{ [key]: 'hunter2' }] })).toEqual({
      record: { a: [{ [key]: R }] },
      paths: [`a.0.${key}`],
    })
  })

  it.each(['tokenId', 'password_changed', 'secretName', 'token_scopes', 'hashed_token', 'keys', 'authorizationInfo'])(
    'stay where the name only looks like one: %s',
    (key) => {
      expect(redacted({ [key]: 'x' })).toEqual({ record: { [key]: 'x' }, paths: undefined })
    },
  )

  it('are texts and numbers at any depth; booleans, dates, empty ones and what is hidden already stay', () => {
    const token = { value: 'abc', n: 17, ok: true, at: '2026-01-01T00:00:00Z', none: null, blank: '', hidden: '****' }
    expect(redacted({ token, secret: 5, password: true, passwd: null })).toEqual({
      record: { token: { ...token, value: R, n: R }, secret: R, password: true, passwd: null },
      paths: expect.arrayContaining(['token.value', 'token.n', 'secret']),
    })
  })

  it('are taken out however their names are written', () => {
    expect(eventOf('{"action":"a.b","pass\\u0077ord":"hunter2"}').raw).toMatchObject({ password: R })
    expect(eventOf(`{"action":"a.b","x":"\\u0042earer ${'a1'.repeat(20)}"}`).raw).toMatchObject({ x: `Bearer ${R}` })
  })

  it('are listed together when a record is gone over again', () => {
    const { record } = redacted({ token: 'a', later: {} })
    Object.assign(record, { later: { password: 'b' } })
    expect(redacted(record).paths).toEqual(['token', 'later.password'])
  })

  it('leave what tells which secret it was, and objects that say what was authorised', () => {
    const record = {
      credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: 's', expiration: 'Jan 1' },
      volume: { secret: { secretName: 'db' } },
      authorization: { action: 'read', scope: '/x' },
      cookie: ['a=1', 'b=2'],
    }
    expect(redacted(structuredClone(record)).record).toEqual({
      ...record,
      credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: R, expiration: 'Jan 1' },
      cookie: [R, R],
    })
  })

  it('are listed up to a hundred paths, and taken out beyond', () => {
    const { record, paths } = redacted({ list: Array.from({ length: 150 }, () => ({ password: 'p' })) })
    expect(JSON.stringify(record)).not.toContain('"p"')
    expect(paths).toHaveLength(100)
  })

  it('are taken out of nesting of any depth', () => {
    const levels = 20_000
    const deep = parseJson(`${'{"a":'.repeat(levels)}{"password":"hunter2"}${'}'.repeat(levels)}`)
    const [item] = normalise(undefined, deep, { headers: new Headers(), receivedAtMs })
    expect(item).toMatchObject({ ok: false, payload: expect.not.stringContaining('hunter2') })
    const lists = parseJson(
      `{"kind":"Secret",${'"items":[{"kind":"SecretList",'.repeat(5_000)}"x":1${'}]'.repeat(5_000)}}`,
    )
    expect(() => redacted(lists, 'kubernetes')).not.toThrow()
    const secrets = `{${'"password":"hunter2",'.repeat(50_000)}"x":1}`
    const many = parseJson(`${'['.repeat(20_000)}${secrets}${']'.repeat(20_000)}`)
    const begin = performance.now()
    const [refused] = normalise(
      undefined,
      { a: many },
      { headers: new Headers(), receivedAtMs, redaction: parseRedaction('', 'x') },
    )
    expect(refused).toMatchObject({ ok: false, payload: expect.not.stringContaining('hunter2') })
    expect(performance.now() - begin).toBeLessThan(5_000)
  })

  it('are taken out of members that a repeated key hides, and of the exact text', () => {
    const body = '{"action":"a.b","password":"one","password":"two","x":{"token":1e400,"n":1e400}}'
    const event = eventOf(body)
    expect(event.raw_data).toBe(`{"action":"a.b","password":"${R}","password":"${R}","x":{"token":"${R}","n":1e400}}`)
    expect(event.metadata.redacted).toEqual(['password', 'x.token'])
    const nested = eventOf('{"action":"a","x":{"password":"one"},"x":{"password":"two"}}')
    expect(JSON.stringify(nested)).not.toMatch(/one|two/)
  })
})

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'
const PEM = `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIEow\n-----END RSA PRIVATE KEY-----`

describe('texts that have the shape of a secret', () => {
  it.each([
    ['JSON Web Token', `sent ${JWT} to x`, `sent ${R} to x`],
    ['GitHub', `push with ghp_${'a1B2'.repeat(9)}`, `push with ${R}`],
    ['GitHub, fine-grained', `github_pat_${'a1B2_'.repeat(16)}!`, `${R}!`],
    ['Slack', 'use xoxb-123456789012-abcdefABCDEF', `use ${R}`],
    ['Google', `ya29.${'a0AfH6SM'.repeat(5)}`, R],
    ['bearer', 'Authorization: Bearer abcdef0123456789== next', `Authorization: Bearer ${R} next`],
    ['private key', `key:\n${PEM}\nend`, `key:\n${R}\nend`],
    ['private key cut short', '-----BEGIN PRIVATE KEY-----\nMIIEow', R],
    ['URL', 'git clone https://ann:hunter2@example.com/r.git', `git clone https://ann:${R}@example.com/r.git`],
    ['AWS pair', `AKIAIOSFODNN7EXAMPLE,${'wJalrXUt'.repeat(5)}`, `AKIAIOSFODNN7EXAMPLE,${R}`],
    ['AWS by name', `aws_secret_access_key = ${'wJalrXUt'.repeat(5)}`, `aws_secret_access_key = ${R}`],
    ['JSON', '{"user":"ann","password":"hun\\"ter2"}', `{"user":"ann","password":"${R}"}`],
    [
      'JSON in JSON',
      '{"body":"{\\"password\\": \\"hun\\\\\\"ter2\\",\\"x\\":1}"}',
      `{"body":"{\\"password\\": \\"${R}\\",\\"x\\":1}"}`,
    ],
  ])('%s', (_, text, clean) => {
    const body = JSON.stringify({ action: 'a.b', id: '1', note: [text] })
    const event = eventOf(body)
    expect(event.raw).toMatchObject({ note: [clean] })
    expect(event.metadata.redacted).toEqual(['note.0'])
    expect(JSON.stringify(event)).not.toMatch(/hunter2|ter2|dozjgNry|MIIEow|wJalrXUt/)
  })

  it.each([
    'Bearer of bad news, and bearer tokens rejected',
    'https://example.com:8080/path?x=a@b',
    'mailto:ann@example.com',
    'eyJhbGci.of.no',
    `sha ${'0123456789abcdef'.repeat(2)}01234567`,
    'arn:aws:iam::123456789012:role/x',
    'ghp_short',
  ])('stay where they have none: %s', (note) => {
    expect(eventOf(JSON.stringify({ action: 'a.b', note })).metadata.redacted).toBeUndefined()
  })

  it('are found in time that grows with the text, not faster', () => {
    const begin = performance.now()
    for (const part of [
      'eyJ',
      'eyJa.',
      '-eyJ',
      'ya29.',
      'xoxb-',
      'Bearer ',
      '://a:',
      '://',
      '@',
      'AKIA',
      'secretkey',
      '"password":"',
      '\\"token\\":\\"',
      '-----BEGIN PRIVATE KEY-----',
      '-',
      'ghp_',
      'a',
    ])
      eventOf(JSON.stringify({ action: 'a.b', note: part.repeat(400_000 / part.length) }))
    expect(performance.now() - begin).toBeLessThan(10_000)
  })

  it('leave no word to search for in what was refused, nor in a line of text', () => {
    const [refused] = normalise(
      SOURCES.get('cloudtrail'),
      { password: 'hunter2' },
      { headers: new Headers(), receivedAtMs },
    )
    expect(refused).toMatchObject({ ok: false, payload: `{"password":"${R}"}` })
    const line = `Nov 25 07:00:00 web sudo[1]: ann : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/curl https://ann:hunter2@example.com`
    const [item] = normalise(SOURCES.get('linux'), line, { headers: new Headers(), receivedAtMs })
    expect(item).toMatchObject({
      ok: true,
      event: { data: { raw_data: line.replace('hunter2', R), metadata: { redacted: ['message'] } } },
    })
    expect(JSON.stringify(item)).not.toContain('hunter2')
  })
})

describe('Kubernetes Secrets', () => {
  const LAST = 'kubectl.kubernetes.io/last-applied-configuration'
  const secret = {
    kind: 'Secret',
    metadata: { name: 'db', annotations: { [LAST]: '{"data":{"p":"aHVudGVy"}}', other: 'stays' } },
    type: 'Opaque',
    data: { p: 'aHVudGVy' },
    stringData: { q: 'hunter2' },
  }
  const clean = {
    ...secret,
    metadata: { name: 'db', annotations: { [LAST]: R, other: 'stays' } },
    data: { p: R },
    stringData: { q: R },
  }
  const about = (resource: string, bodies: object) => ({
    kind: 'Event',
    verb: 'patch',
    stage: 'ResponseComplete',
    objectRef: { resource, name: 'db' },
    ...bodies,
  })
  const kubernetes = (record: object, policy?: Redaction) => eventOf(JSON.stringify(record), 'kubernetes', policy)

  it('come without their data, in requests, responses and lists', () => {
    const list = { kind: 'SecretList', items: [{ ...secret, kind: undefined }] }
    const event = kubernetes(about('secrets', { requestObject: secret, responseObject: list }))
    expect(event.raw).toMatchObject({
      requestObject: clean,
      responseObject: { items: [{ data: { p: R }, stringData: { q: R }, metadata: clean.metadata }] },
    })
    expect(event.metadata.redacted).toContain('requestObject.data.p')
    expect(event.metadata.redacted).toContain(`responseObject.items.0.metadata.annotations."${LAST}"`)
  })

  it('come without what patches of both kinds put there', () => {
    const merge = kubernetes(about('secrets', { requestObject: { data: { p: 'aHVudGVy' } } }))
    expect(merge.raw).toMatchObject({ requestObject: { data: { p: R } } })
    const patch = [
      { op: 'replace', path: '/data/p', value: 'aHVudGVy' },
      { op: 'add', path: '/stringData', value: { q: 'hunter2' } },
      { op: 'add', path: '/metadata/labels/x', value: 'stays' },
      { op: 'add', path: '/metadata/annotations', value: { [LAST]: 'hunter2' } },
      { op: 'replace', path: '', value: secret },
    ]
    const event = kubernetes(about('secrets', { requestObject: patch }))
    expect(event.raw).toMatchObject({
      requestObject: [
        { value: R },
        { value: { q: R } },
        { value: 'stays' },
        { value: { [LAST]: R } },
        { value: clean },
      ],
    })
  })

  it('come without their data from Google, and wherever else one stands', () => {
    const google = {
      protoPayload: { methodName: 'io.k8s.core.v1.secrets.patch', request: { data: { p: 'aHVudGVy' } } },
    }
    expect(redacted(google, 'gcp').record).toMatchObject({ protoPayload: { request: { data: { p: R } } } })
    const inList = kubernetes(about('lists', { requestObject: { kind: 'List', items: [secret] } }))
    expect(inList.raw).toMatchObject({ requestObject: { items: [clean] } })
  })

  it('come without the tokens of reviews and requests', () => {
    const review = { kind: 'TokenReview', spec: { token: 'abc' }, status: { authenticated: true } }
    const request = { kind: 'TokenRequest', status: { token: 'abc', expirationTimestamp: '2026-01-01T00:00:00Z' } }
    const event = kubernetes(about('serviceaccounts', { requestObject: review, responseObject: request }))
    expect(event.raw).toMatchObject({
      requestObject: { spec: { token: R }, status: { authenticated: true } },
      responseObject: { status: { token: R, expirationTimestamp: '2026-01-01T00:00:00Z' } },
    })
  })

  it('are not ConfigMaps, unless the operator says so', () => {
    const record = about('configmaps', { requestObject: { kind: 'ConfigMap', data: { p: 'x' } } })
    expect(kubernetes(record).raw).toMatchObject({ requestObject: { data: { p: 'x' } } })
    const policy = parseRedaction('kubernetes:configmaps', '')
    expect(kubernetes(record, policy).raw).toMatchObject({ requestObject: { data: { p: R } } })
  })
})

describe('what the operator sets', () => {
  it('takes paths out, for one source or all, with any step between', () => {
    const policy = parseRedaction('okta:debugContext.debugData.dtHash, a.*.b x."k.l"[0]', '')
    const record = {
      debugContext: { debugData: { dtHash: 'h' } },
      a: [{ b: 1 }, { b: {} }, { c: 1 }],
      x: { 'k.l': ['v', 'w'] },
    }
    expect(redacted(structuredClone(record), 'okta', policy)).toEqual({
      record: { debugContext: { debugData: { dtHash: R } }, a: [{ b: R }, { b: R }, { c: 1 }], x: { 'k.l': [R, 'w'] } },
      paths: ['debugContext.debugData.dtHash', 'a.0.b', 'a.1.b', 'x."k.l".0'],
    })
    expect(redacted(structuredClone(record), 'github', policy).record).toMatchObject({
      debugContext: record.debugContext,
    })
  })

  it('keeps paths, and what is below them', () => {
    const policy = parseRedaction('', 'json:token auth.*')
    const record = { token: 't', auth: { basic: { password: 'p' } }, password: 'p' }
    expect(redacted(record, 'json', policy).record).toEqual({ ...record, password: R })
    expect(redacted({ token: 't' }, 'okta', policy).record).toEqual({ token: R })
  })

  it('is applied to texts that are harmless otherwise', () => {
    expect(eventOf('{"action":"a.b","x":{"y":"z"}}', 'json', parseRedaction('x.y', '')).raw).toMatchObject({
      x: { y: R },
    })
  })

  it.each([
    ['a..b', 'is no path'],
    ['a."b', 'not closed'],
    ['a.', 'ends too early'],
    ['okta:', 'is no path'],
    ['a]b', 'is no path'],
  ])('is refused where it is no path: %s', (paths, reason) => {
    expect(() => parseRedaction(paths, '')).toThrow(reason)
  })
})

describe('CloudEvents', () => {
  const context = { headers: new Headers(), receivedAtMs }
  const attributes = {
    specversion: '1.0',
    id: '1',
    source: '/s',
    time: '2026-01-01T00:00:00Z',
    extensions: {},
  } as const

  it('of other types come without secrets', () => {
    const item = normaliseCloudEvent({ ...attributes, type: 'x.y', data: { password: 'hunter2' } }, context)
    expect(item).toMatchObject({
      ok: true,
      event: { data: { raw: { password: R }, metadata: { redacted: ['password'] } } },
    })
    const text = normaliseCloudEvent({ ...attributes, type: 'x.y', data: `Bearer ${'a1'.repeat(20)}` }, context)
    expect(text).toMatchObject({ ok: true, event: { data: { raw: `Bearer ${R}` } } })
  })

  it('of our own type come without secrets in the record, its text or beside it', () => {
    const data = {
      ...eventOf('{"action":"a.b","id":"1"}'),
      message: `Bearer ${'a1'.repeat(20)}`,
      raw: { password: 'hunter2', n: 1 },
      raw_data: '{"password":"hunter2","n":1.0}',
    }
    const item = normaliseCloudEvent({ ...attributes, type: 'io.auditflow.audit.event.v1', data }, context)
    expect(item).toMatchObject({
      ok: true,
      event: { data: { message: `Bearer ${R}`, raw: { password: R }, metadata: { redacted: ['password'] } } },
    })
    expect(JSON.stringify(item)).not.toContain('hunter2')
  })

  it('that are refused come without secrets', () => {
    const item = normaliseCloudEvent(
      { ...attributes, type: 'io.auditflow.audit.event.v1', data: { password: 'hunter2' } },
      context,
    )
    expect(item).toMatchObject({ ok: false, payload: expect.not.stringContaining('hunter2') })
  })
})
