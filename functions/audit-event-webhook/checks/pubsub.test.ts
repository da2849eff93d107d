import { exportJWK, exportPKCS8, generateKeyPair, importPKCS8, SignJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { JSON_TYPE, NOW, SECRETS, send } from '../test-requests.ts'
import { googleKeys } from './google-keys.ts'

const NOW_S = NOW / 1_000
const ACCOUNT = 'push@project.iam.gserviceaccount.com'
const ISSUER = 'https://accounts.google.com'
const AUDIENCE = 'https://audit.example.com/sources/auto'
const secrets = {
  ...SECRETS,
  pubsubAudiences: ['https://old.example.com', AUDIENCE],
  pubsubAccounts: ['old@project.iam.gserviceaccount.com', ACCOUNT],
}
const ours = await keyPair('k1')
const rotated = await keyPair('k2')

async function keyPair(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } }
}

let nowMs: number
let asked: string[]
let answer: { status: number; body: Buffer } | Error

const keySet = (...keys: object[]) => ({ status: 200, body: Buffer.from(JSON.stringify({ keys })) })

beforeEach(() => {
  nowMs = NOW
  asked = []
  answer = keySet(ours.jwk)
})

function portsNow() {
  const egress = async (url: URL, hosts: RegExp) => {
    asked.push(url.href)
    if (!hosts.test(url.hostname)) throw new Error('host not allowed')
    if (answer instanceof Error) throw answer
    return answer
  }
  return { secrets, clock: () => nowMs, egress, googleKeys: googleKeys(egress, () => nowMs) }
}

async function token(claims: Record<string, unknown> = {}, { privateKey, kid } = ours): Promise<string> {
  const all = {
    iss: ISSUER,
    aud: AUDIENCE,
    email: ACCOUNT,
    email_verified: true,
    iat: NOW_S,
    exp: NOW_S + 3600,
    ...claims,
  }
  return new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' }).sign(privateKey)
}

const push = {
  message: { data: Buffer.from('{"action":"login"}').toString('base64'), messageId: '1', publishTime: '2026-01-01' },
  subscription: 'projects/p/subscriptions/s',
}
const post = (jwt: string, ports: object = portsNow()) =>
  send('/sources/auto', {
    body: JSON.stringify(push),
    headers: { ...JSON_TYPE, authorization: `Bearer ${jwt}` },
    ports,
  })
const statusOf = async (jwt: string, ports?: object) => (await post(jwt, ports)).status

describe("the token of Google's that Pub/Sub sends", () => {
  it('lets in each account and each audience that is configured, of either spelling of the issuer', async () => {
    for (const claims of [
      {},
      { iss: 'accounts.google.com' },
      { aud: 'https://old.example.com' },
      { email: 'old@project.iam.gserviceaccount.com' },
    ])
      expect([claims, await statusOf(await token(claims))]).toEqual([claims, 202])
    expect(asked[0]).toBe('https://www.googleapis.com/oauth2/v3/certs')
  })

  it.each([
    ['of another issuer', { iss: 'https://accounts.google.com.evil.example' }],
    ['for another audience', { aud: 'https://audit.example.com' }],
    ['of another account', { email: 'push@other.iam.gserviceaccount.com' }],
    ['of an account in other letters', { email: ACCOUNT.toUpperCase() }],
    ['of an account that is not verified', { email_verified: false }],
    ['whose account is said to be verified in words', { email_verified: 'true' }],
    ['without an account', { email: undefined }],
    ['that never ends', { exp: undefined }],
    ['that is not good yet', { nbf: NOW_S + 60 }],
  ])('does not let in one %s', async (_, claims) => {
    expect(await statusOf(await token(claims))).toBe(401)
  })

  it('is good until it expires, clocks differing by half a minute', async () => {
    expect(await statusOf(await token({ exp: NOW_S - 29 }))).toBe(202)
    expect(await statusOf(await token({ exp: NOW_S - 30 }))).toBe(401)
  })

  it('does not let in what was tampered with or signed by others', async () => {
    const [header = '', payload = '', signature = ''] = (await token()).split('.')
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), x: 1 }))
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    for (const jwt of [
      `${header}.${forged.toString('base64url')}.${signature}`,
      `${header}.${payload}.${signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))}`,
      `${none}.${payload}.${signature}`,
      `${header}.${payload}.`,
      await token({}, { ...rotated, kid: 'k1' }),
      await new SignJWT({ aud: AUDIENCE }).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(Buffer.alloc(32)),
      'a.b.c',
    ])
      expect([jwt, await statusOf(jwt)]).toEqual([jwt, 401])
  })

  it('is signed with RS256 and nothing else, even where the key would do for more', async () => {
    const { alg: _, ...jwk } = ours.jwk
    answer = keySet(jwk)
    const claims = { iss: ISSUER, aud: AUDIENCE, email: ACCOUNT, email_verified: true, iat: NOW_S, exp: NOW_S + 60 }
    for (const [alg, status] of [
      ['RS256', 202],
      ['RS384', 401],
    ] as const) {
      const key = await importPKCS8(await exportPKCS8(ours.privateKey), alg)
      const jwt = await new SignJWT(claims).setProtectedHeader({ alg, kid: 'k1' }).sign(key)
      expect([alg, await statusOf(jwt)]).toEqual([alg, status])
    }
  })

  it('makes the same event of a replay', async () => {
    const jwt = await token()
    const ids = async () => (await post(jwt)).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('counts only where an audience is configured, and asks nobody before', async () => {
    expect(await statusOf(await token(), { ...portsNow(), secrets: SECRETS })).toBe(401)
    expect(asked).toEqual([])
  })
})

describe("Google's keys", () => {
  it('are kept, and fetched again for a key that is new', async () => {
    const ports = portsNow()
    expect(await statusOf(await token(), ports)).toBe(202)
    expect(await statusOf(await token(), ports)).toBe(202)
    expect(asked).toHaveLength(1)
    answer = keySet(ours.jwk, rotated.jwk)
    nowMs += 60_000
    expect(await statusOf(await token({}, rotated), ports)).toBe(202)
    expect(await statusOf(await token({}, ours), ports)).toBe(202)
    expect(asked).toHaveLength(2)
  })

  it('are not asked for more than once a minute, whatever key ids are made up', async () => {
    const ports = portsNow()
    for (let n = 0; n < 5; n++)
      expect(await statusOf(await token({}, { ...rotated, kid: `made-up-${n}` }), ports)).toBe(401)
    expect(asked).toHaveLength(1)
    expect(await statusOf(await token(), ports)).toBe(202)
  })

  it('are no longer good once Google has withdrawn them', async () => {
    const ports = portsNow()
    expect(await statusOf(await token(), ports)).toBe(202)
    answer = keySet(rotated.jwk)
    nowMs += 6 * 3_600_000 + 1
    expect(await statusOf(await token({ exp: NOW_S + 86_400 }), ports)).toBe(401)
  })

  it('that can not be had make Pub/Sub try again', async () => {
    const ports = portsNow()
    for (const failing of [new Error('no route'), { status: 500, body: Buffer.alloc(0) }, keySet('no key' as never)]) {
      answer = failing
      nowMs += 60_000
      const { status, headers, text } = await post(await token(), ports)
      expect([status, headers.has('retry-after')]).toEqual([503, true])
      expect(text).not.toContain('no route')
    }
    const before = asked.length
    expect(await statusOf(await token(), ports)).toBe(503)
    expect(asked).toHaveLength(before)
    answer = keySet(ours.jwk)
    nowMs += 60_000
    expect(await statusOf(await token(), ports)).toBe(202)
  })
})
