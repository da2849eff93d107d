import { createSign, type KeyObject } from 'node:crypto'
import { NOW } from '../test-requests.ts'

export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:audit'
export const CERTIFICATE_URL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem'
export const SUBSCRIBE_URL = `https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=t0`

const ORDER = ['Message', 'MessageId', 'SubscribeURL', 'Subject', 'Timestamp', 'Token', 'TopicArn', 'Type']

export type SnsBody = Record<string, string>

/** A message as Amazon SNS signs and posts it. */
export function snsBody(privateKey: KeyObject, members: SnsBody = {}, version: '1' | '2' = '2'): SnsBody {
  const body: SnsBody = {
    Type: 'Notification',
    MessageId: 'b9d1a2c3-0000-4000-8000-000000000001',
    TopicArn: TOPIC,
    Message: '{"action":"user.login","user":"ann"}',
    Timestamp: new Date(NOW).toISOString(),
    SigningCertURL: CERTIFICATE_URL,
    UnsubscribeURL: 'https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe',
    SignatureVersion: version,
    ...members,
  }
  const signed = ORDER.filter((name) => body[name] !== undefined)
  const text = signed.map((name) => `${name}\n${body[name]}\n`).join('')
  const signature = createSign(version === '1' ? 'RSA-SHA1' : 'RSA-SHA256')
    .update(text)
    .sign(privateKey, 'base64')
  return { ...body, Signature: signature }
}

export const confirmation = (members: SnsBody = {}): SnsBody => ({
  Type: 'SubscriptionConfirmation',
  Message: 'You have chosen to subscribe',
  SubscribeURL: SUBSCRIBE_URL,
  Token: 't0',
  ...members,
})

export const snsHeaders = (body: SnsBody) => ({
  'content-type': 'text/plain; charset=UTF-8',
  'x-amz-sns-message-type': body['Type'] ?? '',
})
