import { parsedOr } from '../parsed.ts'
import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

/**
 * A notification of Amazon SNS, whose message is JSON or a line of text.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-http-https-endpoint-as-subscriber.html
 */
export const sns: Envelope = {
  marks: ['Message'],
  open(item) {
    const message = at(item, 'Message')
    if (typeof message !== 'string' || at(item, 'Type') !== 'Notification') return undefined
    return typeof at(item, 'TopicArn') === 'string' ? [parsedOr(message, message)] : undefined
  },
}
