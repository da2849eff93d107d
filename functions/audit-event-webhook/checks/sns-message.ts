import { at } from '../../../shared/normalise/record.ts'
import { jsonOf } from '../json-of.ts'

/** Hosts of Amazon SNS; China's have a suffix of their own. */
export const SNS_HOSTS = /^sns\.[a-z0-9-]{3,32}\.amazonaws\.com(?:\.cn)?$/

/** What is signed of each type, in order. https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
const SIGNED: Record<string, readonly string[]> = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
}
const OPTIONAL = 'Subject'

/** A message of Amazon SNS as it is posted over HTTPS. */
export type SnsMessage = {
  type: string
  topicArn: string
  timestamp: string
  subscribeUrl: string
  token: string
  signature: string
  signatureVersion: string
  certificateUrl: string
  /** The text that the signature is over. */
  signed: string
}

/** The message in a body, or undefined when a part of it is missing. */
export function readSnsMessage(body: Uint8Array): SnsMessage | undefined {
  const value = jsonOf(body)
  const text = (name: string) => {
    const member = at(value, name)
    return typeof member === 'string' ? member : undefined
  }
  const type = text('Type') ?? ''
  const names = Object.hasOwn(SIGNED, type) ? (SIGNED[type] ?? []) : []
  const present = names.filter((name) => name !== OPTIONAL || text(name) !== undefined)
  if (present.length === 0 || present.some((name) => text(name) === undefined)) return undefined
  return {
    type,
    topicArn: text('TopicArn') ?? '',
    timestamp: text('Timestamp') ?? '',
    subscribeUrl: text('SubscribeURL') ?? '',
    token: text('Token') ?? '',
    signature: text('Signature') ?? '',
    signatureVersion: text('SignatureVersion') ?? '',
    certificateUrl: text('SigningCertURL') ?? '',
    signed: present.map((name) => `${name}\n${text(name)}\n`).join(''),
  }
}
