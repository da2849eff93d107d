import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { JSON_TYPE, NOW, SECRETS, send, TOKEN } from '../test-requests.ts'

const ports = { secrets: { ...SECRETS, slackSecrets: ['old-secret', 'new-secret'] } }
const body = '{"type":"event_callback","event_id":"Ev1","event":{"type":"user_change","user":"U1"}}'
const NOW_S = NOW / 1_000

function signed(text: string, { secret = 'new-secret', seconds = NOW_S } = {}): Record<string, string> {
  const code = createHmac('sha256', secret).update(`v0:${seconds}:${text}`).digest('hex')
  return { 'x-slack-signature': `v0=${code}`, 'x-slack-request-timestamp': String(seconds) }
}
const post = (headers: Record<string, string>, text = body) =>
  send('/sources/auto', { body: text, headers: { ...JSON_TYPE, ...headers }, ports })

describe('the signature of Slack', () => {
  it('is that of its documentation', async () => {
    // https://docs.slack.dev/authentication/verifying-requests-from-slack
    const secret = '8f742231b10e8888abcd99yyyzzz85a5'
    const text =
      'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
    const headers = {
      ...JSON_TYPE,
      'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
      'x-slack-request-timestamp': '1531420618',
    }
    const own = { secrets: { ...SECRETS, slackSecrets: [secret] }, clock: () => 1_531_420_618_000 }
    // Let in, and only then found to be no JSON.
    expect((await send('/sources/auto', { body: text, headers, ports: own })).status).toBe(400)
    expect((await send('/sources/auto', { body: `${text}x`, headers, ports: own })).status).toBe(401)
  })

  it('lets in what either secret signed', async () => {
    for (const secret of ['old-secret', 'new-secret']) expect((await post(signed(body, { secret }))).status).toBe(202)
  })

  it('does not let in a tampered body', async () => {
    expect((await post(signed(body), body.replace('U1', 'U2'))).status).toBe(401)
  })

  it.each([
    ['another signature', { 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
    ['a cut signature', { 'x-slack-signature': signed(body)['x-slack-signature']?.slice(0, -2) ?? '' }],
    ['an unknown version', { 'x-slack-signature': signed(body)['x-slack-signature']?.replace('v0', 'v1') ?? '' }],
    ['another time', { 'x-slack-request-timestamp': String(NOW_S - 1) }],
    ['no readable time', { 'x-slack-request-timestamp': `${NOW_S}.0` }],
    ['a negative time', { 'x-slack-request-timestamp': `-${NOW_S}` }],
  ])('does not let in %s, even beside a token', async (_, tampered) => {
    expect((await post({ ...TOKEN, ...signed(body), ...tampered })).status).toBe(401)
  })

  it('is good for five minutes, and not before its time', async () => {
    for (const [seconds, status] of [
      [NOW_S - 300, 202],
      [NOW_S - 301, 401],
      [NOW_S + 300, 202],
      [NOW_S + 301, 401],
    ] as const)
      expect([seconds, (await post(signed(body, { seconds }))).status]).toEqual([seconds, status])
  })

  it('makes the same event of a replay', async () => {
    const headers = signed(body)
    const ids = async () => (await post(headers)).events.map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('lets nobody in without a time, or when no secret is set', async () => {
    const { 'x-slack-request-timestamp': _, ...timeless } = signed(body)
    expect((await post(timeless)).status).toBe(401)
    const closed = { secrets: { ...SECRETS, slackSecrets: [''] } }
    const headers = { ...JSON_TYPE, ...signed(body, { secret: '' }) }
    expect((await send('/sources/auto', { body, headers, ports: closed })).status).toBe(401)
  })
})
