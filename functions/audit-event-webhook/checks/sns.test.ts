import { beforeEach, describe, expect, it } from 'vitest'
import { NOW, SECRETS, send, TOKEN } from '../test-requests.ts'
import { makeCertificate } from '../testing/make-certificate.ts'
import { CERTIFICATE_URL, type SnsBody, snsBody, snsHeaders, TOPIC } from '../testing/sns-sender.ts'
import { snsCertificates } from './sns-certificates.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const { pem, privateKey } = makeCertificate('sns.amazonaws.com', NOW - DAY_MS, NOW + DAY_MS)
const another = makeCertificate('sns.amazonaws.com', NOW - DAY_MS, NOW + DAY_MS)
const secrets = { ...SECRETS, snsTopics: [TOPIC, `${TOPIC}-2`] }

let fetched: string[]
let answer: { status: number; body: Buffer } | Error
let nowMs: number

beforeEach(() => {
  fetched = []
  answer = { status: 200, body: Buffer.from(pem) }
  nowMs = NOW
})
const portsNow = () => {
  const egress = async (url: URL) => {
    fetched.push(url.href)
    if (answer instanceof Error) throw answer
    return answer
  }
  return { secrets, egress, clock: () => nowMs, snsCertificates: snsCertificates(egress, () => nowMs) }
}
const post = (body: SnsBody, headers: Record<string, string> = {}, ports: object = portsNow()) =>
  send('/sources/auto', { body: JSON.stringify(body), headers: { ...snsHeaders(body), ...headers }, ports })
const iso = (ms: number) => new Date(ms).toISOString()

describe('the signature of Amazon SNS', () => {
  it('lets in a notification of either version, with or without a subject, and unwraps it', async () => {
    for (const version of ['1', '2'] as const)
      for (const members of [{}, { Subject: 'Login' }] as SnsBody[]) {
        const { status, events } = await post(snsBody(privateKey, members, version))
        expect([status, events[0]?.data]).toMatchObject([202, { raw: { action: 'user.login', user: 'ann' } }])
      }
    expect(new Set(fetched)).toEqual(new Set([CERTIFICATE_URL]))
  })

  it.each(['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn'])('is over %s', async (name) => {
    const body = snsBody(privateKey, { Subject: 'Login' })
    const changed = { Timestamp: iso(NOW + 1), TopicArn: `${TOPIC}-2` }[name] ?? `${body[name]} `
    expect((await post({ ...body, [name]: changed }, TOKEN)).status).toBe(401)
  })

  it('is over the type: a confirmation is no notification', async () => {
    const body = snsBody(privateKey, { SubscribeURL: 'https://sns.eu-west-1.amazonaws.com/', Token: 't' })
    expect((await post({ ...body, Type: 'SubscriptionConfirmation' })).status).toBe(401)
    expect((await post({ ...body, Type: 'constructor' })).status).toBe(401)
  })

  it.each([
    ['of another key', snsBody(another.privateKey)],
    ['said to be of the other version', { ...snsBody(privateKey), SignatureVersion: '1' }],
    ['of no known version', { ...snsBody(privateKey), SignatureVersion: '3' }],
    ['that is empty', { ...snsBody(privateKey), Signature: '' }],
    ['of a topic that is not allowed', snsBody(privateKey, { TopicArn: `${TOPIC}-3` })],
    ['without a time', snsBody(privateKey, { Timestamp: 'soon' })],
  ])('does not let in one %s, even beside a token', async (_, body) => {
    expect((await post(body, TOKEN)).status).toBe(401)
  })

  it.each([
    'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://sns.eu-west-1.amazonaws.com:444/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://bucket.s3.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem',
    'https://sns.eu-west-1.amazonaws.com/?Action=Publish',
    `${CERTIFICATE_URL}?x`,
    '',
  ])('does not ask for a certificate at %s', async (url) => {
    expect((await post(snsBody(privateKey, { SigningCertURL: url }))).status).toBe(401)
    expect(fetched).toEqual([])
  })

  it('takes the certificate of China', async () => {
    const url = CERTIFICATE_URL.replace('eu-west-1.amazonaws.com', 'cn-north-1.amazonaws.com.cn')
    expect((await post(snsBody(privateKey, { SigningCertURL: url }))).status).toBe(202)
  })

  it('is good for two hours, for Amazon tries for one, and not before its time', async () => {
    for (const [ms, status] of [
      [NOW - 2 * HOUR_MS, 202],
      [NOW - 2 * HOUR_MS - 1, 401],
      [NOW + 300_000, 202],
      [NOW + 300_001, 401],
    ] as const)
      expect([ms, (await post(snsBody(privateKey, { Timestamp: iso(ms) }))).status]).toEqual([ms, status])
  })

  it('makes the same event of a replay', async () => {
    const body = snsBody(privateKey)
    const ids = async () => (await post(body)).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('counts only where topics are allowed, and asks nobody before', async () => {
    const body = snsBody(privateKey)
    expect((await post(body, TOKEN, { ...portsNow(), secrets: SECRETS })).status).toBe(401)
    expect((await post(snsBody(privateKey, { TopicArn: 'x' }))).status).toBe(401)
    expect(fetched).toEqual([])
  })

  it('is asked for where the body has it but is no message', async () => {
    for (const body of ['{}', 'text', '[]', '{"Type":"Notification"}']) {
      const headers = { ...TOKEN, 'x-amz-sns-message-type': 'Notification' }
      expect((await send('/sources/auto', { body, headers, ports: portsNow() })).status).toBe(401)
    }
  })

  it('is not in a raw delivery, which needs a token', async () => {
    const raw = { 'content-type': 'application/json', 'x-amz-sns-message-type': 'Notification' }
    const headers: Record<string, string> = { ...raw, 'x-amz-sns-rawdelivery': 'true' }
    const body = '{"action":"user.login"}'
    const ports = portsNow()
    expect((await send('/sources/auto', { body, headers, ports })).status).toBe(401)
    expect((await send('/sources/auto?token=new-token', { body, headers, ports })).status).toBe(202)
    expect((await send('/sources/auto', { body, headers: { ...headers, ...TOKEN }, ports })).status).toBe(202)
  })
})

describe('certificates of Amazon SNS', () => {
  it('are fetched once, however many ask at once, and judged by their dates each time', async () => {
    const ports = portsNow()
    const statuses = await Promise.all([1, 2, 3].map(async () => (await post(snsBody(privateKey), {}, ports)).status))
    expect(statuses).toEqual([202, 202, 202])
    for (const ms of [NOW - 2 * DAY_MS, NOW + 2 * DAY_MS]) {
      nowMs = ms
      expect((await post(snsBody(privateKey, { Timestamp: iso(ms) }), {}, ports)).status).toBe(401)
    }
    expect(fetched).toEqual([CERTIFICATE_URL])
  })

  it('may be two while one replaces the other', async () => {
    const newUrl = CERTIFICATE_URL.replace('0123456789', '9876543210')
    const pems: Record<string, string> = { [CERTIFICATE_URL]: pem, [newUrl]: another.pem }
    const egress = async (url: URL) => ({ status: 200, body: Buffer.from(pems[url.href] ?? '') })
    const ports = { ...portsNow(), snsCertificates: snsCertificates(egress, () => nowMs) }
    const ofNew = { SigningCertURL: newUrl }
    expect((await post(snsBody(privateKey), {}, ports)).status).toBe(202)
    expect((await post(snsBody(another.privateKey, ofNew), {}, ports)).status).toBe(202)
    expect((await post(snsBody(privateKey, ofNew), {}, ports)).status).toBe(401)
  })

  it('that can not be had make Amazon try again, and are asked for again', async () => {
    const ports = portsNow()
    for (const failing of [new Error('no route'), { status: 503, body: Buffer.alloc(0) }]) {
      answer = failing
      const { status, headers, text } = await post(snsBody(privateKey), {}, ports)
      expect([status, headers.has('retry-after')]).toEqual([503, true])
      expect(text).not.toContain('no route')
    }
    answer = { status: 200, body: Buffer.from(pem) }
    expect((await post(snsBody(privateKey), {}, ports)).status).toBe(202)
  })

  it('that are none let nobody in', async () => {
    for (const wrong of [
      { status: 404, body: Buffer.from(pem) },
      { status: 302, body: Buffer.from(pem) },
      { status: 200, body: Buffer.from('<html>') },
    ]) {
      answer = wrong
      expect((await post(snsBody(privateKey))).status).toBe(401)
    }
  })

  it('are asked for ten times a minute at most, however many are made up', async () => {
    answer = { status: 404, body: Buffer.alloc(0) }
    const ports = portsNow()
    const madeUp = (n: number) => CERTIFICATE_URL.replace('0123456789', String(1_000_000_000 + n))
    const statusOf = async (n: number) =>
      (await post(snsBody(privateKey, { SigningCertURL: madeUp(n), Timestamp: iso(nowMs) }), {}, ports)).status
    for (let n = 0; n < 10; n++) expect(await statusOf(n)).toBe(401)
    expect(await statusOf(10)).toBe(503)
    expect(fetched).toHaveLength(10)
    nowMs += 60_000
    expect(await statusOf(11)).toBe(401)
  })
})
