import { createVerify } from 'node:crypto'
import type { SignatureScheme } from './check.ts'
import { readSnsMessage, type SnsMessage } from './sns-message.ts'
import { unauthorised } from './unauthorised.ts'

const DIGESTS: Record<string, string> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }
/** Amazon SNS goes on trying for an hour at most. */
const OLDEST_MS = 2 * 60 * 60_000
const NEWEST_MS = 5 * 60_000

/** A message of Amazon SNS; one that is delivered raw has no envelope and no signature. */
export function isSnsMessage(headers: Headers): boolean {
  return headers.has('x-amz-sns-message-type') && headers.get('x-amz-sns-rawdelivery')?.toLowerCase() !== 'true'
}

/**
 * The signature in a message of Amazon SNS, of an allowed topic, made by the key of Amazon's certificate.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 */
export const sns: SignatureScheme = {
  marks: isSnsMessage,
  check({ atMs }, { secrets, snsCertificates }) {
    if (secrets.snsTopics.length === 0) throw unauthorised('AUDITFLOW_SNS_TOPICS: not set')
    return async ({ content }) => {
      const message = readSnsMessage(content)
      if (message === undefined) throw unauthorised('no message of Amazon SNS')
      if (!secrets.snsTopics.includes(message.topicArn)) throw unauthorised('TopicArn: not in AUDITFLOW_SNS_TOPICS')
      const ageMs = atMs - Date.parse(message.timestamp)
      if (!(ageMs <= OLDEST_MS && ageMs >= -NEWEST_MS)) throw unauthorised('Timestamp: not within 2 hours of now')
      const key = await snsCertificates(message.certificateUrl)
      if (key.asymmetricKeyType !== 'rsa' || !isSignedBy(key, message)) throw unauthorised('Signature: wrong')
    }
  },
}

function isSignedBy(key: Parameters<ReturnType<typeof createVerify>['verify']>[0], message: SnsMessage): boolean {
  const digest = Object.hasOwn(DIGESTS, message.signatureVersion) ? DIGESTS[message.signatureVersion] : undefined
  if (digest === undefined) throw unauthorised('SignatureVersion: neither 1 nor 2')
  return createVerify(digest).update(message.signed).verify(key, message.signature, 'base64')
}
