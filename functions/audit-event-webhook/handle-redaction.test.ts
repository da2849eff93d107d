import { describe, expect, it } from 'vitest'
import { readConfig } from '../../shared/config/read-config.ts'
import { parseRedaction } from '../../shared/normalise/redaction/policy.ts'
import { settings, settingsCheck } from './config.ts'
import { JSON_TYPE, post, send, TOKEN } from './test-requests.ts'

const TOKEN_TEXT = `ghp_${'a1B2'.repeat(9)}`

describe('what leaves the webhook holds no secret', () => {
  it.each([
    ['a record', 'json', `{"action":"a.b","password":"hunter2","note":"${TOKEN_TEXT}"}`],
    ['a record that is refused', 'cloudtrail', `{"password":"hunter2","note":"${TOKEN_TEXT}"}`],
    ['an item that is none', 'json', `{"records":[{"action":"a"},[["${TOKEN_TEXT}"]]]}`],
    ['a line that is no JSON', 'json', `{"action":"a.b"}\n{"password":"hunter2","note":"${TOKEN_TEXT}`],
    ['a record within a text', 'json', JSON.stringify({ properties: { log: '{"action":"a","password":"hunter2"}' } })],
  ])('%s', async (_, source, body) => {
    const { status, events } = await post(source, body)
    expect(status).toBe(202)
    expect(events.length).toBeGreaterThan(0)
    const text = JSON.stringify(events)
    expect(text).toContain('[redacted]')
    expect(text).not.toMatch(/hunter2|ghp_a1B2/)
  })

  it('nor does the answer to a body that is no JSON', async () => {
    const headers = { ...TOKEN, 'content-type': 'application/cloudevents+json' }
    for (const body of ['{"password":"hunter2",]', 'hunter2', '{"a":hunter2}']) {
      const { status, text } = await send('/', { body, headers })
      expect(status).toBe(400)
      expect(text).not.toContain('hunter2')
    }
  })

  it('what the operator names included', async () => {
    const redaction = parseRedaction('json:a.b', 'json:password')
    const body = '{"action":"a.b","a":{"b":"hidden"},"password":"shown"}'
    const { events } = await send('/sources/json', { body, headers: { ...TOKEN, ...JSON_TYPE }, ports: { redaction } })
    expect(events[0]?.data).toMatchObject({
      raw: { a: { b: '[redacted]' }, password: 'shown' },
      metadata: { redacted: ['a.b'] },
    })
  })

  it('gives the same record the same id again, whatever its secret', async () => {
    const [one] = (await post('json', '{"action":"a.b","password":"one"}')).events
    const [other] = (await post('json', '{"action":"a.b","password":"two"}')).events
    expect(one?.id).toBe(other?.id)
  })
})

describe('the setting of what is taken out', () => {
  const env = { RABBITMQ_URL: 'amqp://h' }
  const read = (more: object) => readConfig(settings, { ...env, ...more }, settingsCheck)

  it('is empty by default', () => {
    expect(parseRedaction(read({}).AUDITFLOW_REDACT, read({}).AUDITFLOW_REDACT_KEEP)).toEqual(parseRedaction('', ''))
  })

  it('is refused with the entry and the reason', () => {
    expect(() => read({ AUDITFLOW_REDACT: 'a.b okta:c..d' })).toThrow('AUDITFLOW_REDACT: "okta:c..d" is no path')
    expect(() => read({ AUDITFLOW_REDACT_KEEP: '"a' })).toThrow('AUDITFLOW_REDACT_KEEP: a quote is not closed')
  })
})
