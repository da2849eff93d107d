import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { EgressForbidden } from '../egress/fetch-pinned.ts'
import { JSON_TYPE, NOW, SECRETS, send, TOKEN } from '../test-requests.ts'
import { makeCertificate } from '../testing/make-certificate.ts'
import { confirmation, type SnsBody, SUBSCRIBE_URL, snsBody, snsHeaders, TOPIC } from '../testing/sns-sender.ts'

describe("Okta's handshake", () => {
  const challenge = { 'x-okta-verification-challenge': 'abc-"123"' }

  it('sends the challenge back as JSON, to who knows the header it is set up with', async () => {
    for (const path of ['/sources/okta', '/sources/auto', '/sources/json']) {
      const answer = await send(path, { method: 'GET', headers: { ...TOKEN, ...challenge } })
      // A source that is not there yet is not found, whoever asks.
      if (answer.status === 404) expect(path).toBe('/sources/okta')
      else {
        expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { verification: 'abc-"123"' }])
        expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      }
    }
  })

  it('is refused to anybody else, and to a GET without a challenge', async () => {
    for (const headers of [challenge, { ...challenge, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }])
      expect((await send('/sources/auto', { method: 'GET', headers })).status).toBe(401)
    expect((await send('/sources/auto', { method: 'GET', headers: TOKEN })).status).toBe(405)
  })

  it('ends a delivery with 200 and nothing more, which is what Okta looks for', async () => {
    const entry = {
      uuid: 'u-1',
      eventType: 'user.session.start',
      published: '2026-01-01T00:00:00Z',
      actor: { id: 'a' },
    }
    const body = JSON.stringify({ eventType: 'com.okta.event_hook', eventId: 'e', data: { events: [entry] } })
    const { status, text, calls } = await send('/sources/auto', { body, headers: { ...TOKEN, ...JSON_TYPE } })
    expect([status, text, calls]).toEqual([200, '', 1])
  })
})

describe("Event Grid's handshake", () => {
  const headers = { ...JSON_TYPE, 'aeg-event-type': 'SubscriptionValidation' }
  const event = {
    id: '1',
    eventType: 'Microsoft.EventGrid.SubscriptionValidationEvent',
    data: { validationCode: 'c-1' },
  }
  const body = JSON.stringify([event])

  it('sends the code back to who has the token, in a header or the address', async () => {
    const asked = await send('/sources/auto?token=new-token', { body, headers })
    expect([asked.status, JSON.parse(asked.text), asked.calls]).toEqual([200, { validationResponse: 'c-1' }, 0])
    expect((await send('/sources/auto', { body, headers: { ...headers, ...TOKEN } })).status).toBe(200)
  })

  it('is refused without the token, and without a code', async () => {
    expect((await send('/sources/auto', { body, headers })).status).toBe(401)
    for (const bad of ['[]', '{}', '[{"data":{"validationCode":5}}]', 'x']) {
      const { status, text } = await send('/sources/auto?token=new-token', { body: bad, headers })
      expect([status, text]).toEqual([400, '{"error":"data.validationCode: missing"}\n'])
    }
  })

  it('is none for a notification', async () => {
    const notification = { ...headers, 'aeg-event-type': 'Notification' }
    const { status, calls } = await send('/sources/auto?token=new-token', { body, headers: notification })
    expect([status, calls]).toEqual([202, 1])
  })
})

describe("Slack's handshake", () => {
  const ports = { secrets: { ...SECRETS, slackSecrets: ['s'] } }
  const signed = (body: string) => ({
    ...JSON_TYPE,
    'x-slack-request-timestamp': String(NOW / 1_000),
    'x-slack-signature': `v0=${createHmac('sha256', 's')
      .update(`v0:${NOW / 1_000}:${body}`)
      .digest('hex')}`,
  })

  it('sends the challenge back where the signature is right', async () => {
    const body = '{"type":"url_verification","challenge":"c-1","token":"t"}'
    const { status, text, calls } = await send('/sources/auto', { body, headers: signed(body), ports })
    expect([status, JSON.parse(text), calls]).toEqual([200, { challenge: 'c-1' }, 0])
    expect((await send('/sources/auto', { body, headers: signed(`${body} `), ports })).status).toBe(401)
  })

  it('is none for an event that has a challenge, nor for what others send', async () => {
    const event = '{"type":"event_callback","challenge":"c-1"}'
    expect((await send('/sources/auto', { body: event, headers: signed(event), ports })).calls).toBe(1)
    const asked = '{"type":"url_verification","challenge":"c-1"}'
    expect((await send('/sources/auto', { body: asked, headers: { ...JSON_TYPE, ...TOKEN } })).calls).toBe(1)
  })
})

describe("Amazon SNS's handshake", () => {
  const { privateKey } = makeCertificate('sns.amazonaws.com', NOW, NOW + 1)
  const other = makeCertificate('sns.amazonaws.com', NOW, NOW + 1)

  async function post(
    members: SnsBody,
    { status = 200, fault, key = privateKey }: { status?: number; fault?: Error; key?: typeof privateKey } = {},
  ) {
    const asked: string[] = []
    const body = snsBody(key, members)
    const egress = async (url: URL, hosts: RegExp) => {
      asked.push(url.href)
      if (!hosts.test(url.hostname)) throw new EgressForbidden('the host is not allowed')
      if (fault !== undefined) throw fault
      return { status, body: Buffer.from('<ConfirmSubscriptionResponse/>') }
    }
    const keys = { snsCertificates: async () => (await import('node:crypto')).createPublicKey(privateKey) }
    const ports = { secrets: { ...SECRETS, snsTopics: [TOPIC] }, egress, ...keys }
    return { asked, ...(await send('/sources/auto', { body: JSON.stringify(body), headers: snsHeaders(body), ports })) }
  }

  it('confirms by asking for the URL, and publishes nothing', async () => {
    const { status, asked, calls } = await post(confirmation())
    expect([status, asked, calls]).toEqual([200, [SUBSCRIBE_URL], 0])
  })

  it('confirms nothing that is not signed, or of a topic that is not allowed', async () => {
    const theirs = `${TOPIC}-theirs`
    const members = confirmation({ TopicArn: theirs, SubscribeURL: SUBSCRIBE_URL.replace(TOPIC, theirs) })
    for (const attempt of [post(confirmation(), { key: other.privateKey }), post(members)]) {
      const { status, asked } = await attempt
      expect([status, asked]).toEqual([401, []])
    }
  })

  it.each([
    ['another host', SUBSCRIBE_URL.replace('sns.eu-west-1.amazonaws.com', 'evil.example')],
    ['an address inside', SUBSCRIBE_URL.replace('sns.eu-west-1.amazonaws.com', '169.254.169.254')],
    ['another service', SUBSCRIBE_URL.replace('sns.', 'iam.')],
    ['another path', SUBSCRIBE_URL.replace('com/?', 'com/x?')],
    ['another action', SUBSCRIBE_URL.replace('ConfirmSubscription', 'DeleteTopic')],
    ['two actions', `${SUBSCRIBE_URL}&Action=DeleteTopic`],
    ['another topic', SUBSCRIBE_URL.replace(':audit', ':other')],
    ['another token', SUBSCRIBE_URL.replace('t0', 't1')],
    ['no URL', 'x'],
  ])('does not ask for %s', async (_, url) => {
    const { status, asked } = await post(confirmation({ SubscribeURL: url }))
    expect([status, asked]).toEqual([400, []])
  })

  it('makes Amazon try again when it can not be asked, or does not confirm', async () => {
    for (const failing of [{ fault: new Error('no route') }, { status: 500 }, { status: 302 }]) {
      const { status, headers } = await post(confirmation(), failing)
      expect([status, headers.has('retry-after')]).toEqual([503, true])
    }
  })

  it('takes note when a topic no longer sends', async () => {
    const { status, asked, calls } = await post(confirmation({ Type: 'UnsubscribeConfirmation' }))
    expect([status, asked, calls]).toEqual([200, [], 0])
  })
})
