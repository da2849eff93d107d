import { randomBytes } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { parseSecrets, signWebhook } from './sign-webhook.ts'

const newSecret = (bytes = 24) => `whsec_${randomBytes(bytes).toString('base64')}`
const headers = (id: string, timestamp: number, signature: string) => ({
  'webhook-id': id,
  'webhook-timestamp': String(timestamp),
  'webhook-signature': signature,
})

describe('signWebhook', () => {
  it('gives the signature of the reference vector', () => {
    const secrets = parseSecrets('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')
    expect(signWebhook('msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}', secrets)).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  it('is accepted by the reference library, text beyond ASCII included', () => {
    const secret = newSecret()
    const now = Math.floor(Date.now() / 1_000)
    const body = JSON.stringify({ text: 'Überweisung → 通知' })
    const signature = signWebhook('msg_1', now, body, parseSecrets(secret))
    expect(new Webhook(secret).verify(body, headers('msg_1', now, signature))).toEqual(JSON.parse(body))
    expect(() => new Webhook(newSecret()).verify(body, headers('msg_1', now, signature))).toThrow()
  })

  it('signs with every secret while one replaces another', () => {
    const [old, fresh] = [newSecret(), newSecret(64)]
    const now = Math.floor(Date.now() / 1_000)
    const signature = signWebhook('msg_1', now, '{}', parseSecrets(`${fresh} ${old}`))
    expect(signature.split(' ')).toHaveLength(2)
    for (const secret of [old, fresh])
      expect(new Webhook(secret).verify('{}', headers('msg_1', now, signature))).toEqual({})
  })
})

describe('parseSecrets', () => {
  it.each([
    ['no secret given', ' '],
    ['secret 1 of 1: is not whsec_ and base64', 'swordfish'],
    ['secret 1 of 1: is not whsec_ and base64', 'whsec_not*base64'],
    ['secret 1 of 1: has 16 bytes, not 24 to 64', newSecret(16)],
    ['secret 2 of 2: has 65 bytes, not 24 to 64', `${newSecret()},${newSecret(65)}`],
  ])('says which secret is wrong and not what it is: %s', (message, text) => {
    expect(() => parseSecrets(text)).toThrow(new Error(message))
  })
})
