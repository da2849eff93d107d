import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { JSON_TYPE, NOW, SECRETS, send, TOKEN } from './test-requests.ts'

const body = '{"action":"login"}'
const hook = '{"eventType":"com.okta.event_hook","data":{"events":[{"uuid":"1"}]}}'
const slackSignature = (text: string) => ({
  'x-slack-request-timestamp': String(NOW / 1_000),
  'x-slack-signature': `v0=${createHmac('sha256', 's')
    .update(`v0:${NOW / 1_000}:${text}`)
    .digest('hex')}`,
})

/** Until the broker has been given the events, and the clock of its answer runs. */
async function handedOver() {
  while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

describe('while the broker does not answer', () => {
  const publisher = { publish: () => new Promise<never>(() => undefined), close: async () => undefined }
  const ports = { publisher, secrets: { ...SECRETS, slackSecrets: ['s'] } }

  it.each([
    ['Okta, which waits 3 s', '/sources/auto', TOKEN, hook, 2_500],
    ['Slack, which waits 3 s', '/sources/auto', slackSignature(body), body, 2_500],
    [
      'EventBridge, which waits 5 s',
      '/sources/cloudtrail',
      { ...TOKEN, 'user-agent': 'Amazon/EventBridge/ApiDestinations' },
      body,
      4_000,
    ],
    ['GitHub, which waits 10 s', '/sources/github', { ...TOKEN, 'x-github-event': 'member' }, body, 8_000],
    ["Splunk's senders", '/services/collector', TOKEN, body, 8_000],
    ['any other', '/sources/json', TOKEN, body, 8_000],
  ] as const)('%s is told in time to send again', async (_, path, headers, text, ms) => {
    let answer: Awaited<ReturnType<typeof send>> | undefined
    const request = { body: text, headers: { ...JSON_TYPE, ...headers }, ports }
    const sent = send(path, request).then((given) => {
      answer = given
    })
    await handedOver()
    await vi.advanceTimersByTimeAsync(ms - 1)
    expect(answer).toBeUndefined()
    await vi.advanceTimersByTimeAsync(1)
    await sent
    expect([answer?.status, answer?.headers.get('retry-after')]).toEqual([503, '2'])
  })

  it('the time that the body took is counted, and the broker still gets half a second', async () => {
    for (const [tookMs, ms] of [
      [7_000, 1_000],
      [60_000, 500],
    ] as const) {
      let calls = 0
      const clock = () => NOW + (calls++ === 0 ? 0 : tookMs)
      const sent = send('/sources/json', { body, headers: { ...JSON_TYPE, ...TOKEN }, ports: { ...ports, clock } })
      let isAnswered = false
      void sent.then(() => {
        isAnswered = true
      })
      await handedOver()
      await vi.advanceTimersByTimeAsync(ms - 1)
      expect(isAnswered).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect((await sent).status).toBe(503)
    }
  })
})

describe('when the broker answers', () => {
  it('no timer is left behind', async () => {
    expect((await send('/sources/json', { body, headers: { ...JSON_TYPE, ...TOKEN } })).status).toBe(202)
    expect(vi.getTimerCount()).toBe(0)
  })
})
