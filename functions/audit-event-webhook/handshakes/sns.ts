import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Arrival } from '../checks/check.ts'
import { isSnsMessage } from '../checks/sns.ts'
import { readSnsMessage, SNS_HOSTS, type SnsMessage } from '../checks/sns-message.ts'
import type { Ports } from '../ports.ts'
import { Refusal, reply } from '../reply.ts'

/**
 * Amazon SNS delivers nothing until the subscription is confirmed: by asking for the URL it sends. The signature is
 * already checked. https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.prepare.html
 * @throws Refusal 400 when the URL does something else, Unavailable when it can't be asked for
 */
export async function confirmSns({ headers }: Arrival, content: Uint8Array, ports: Ports) {
  const message = isSnsMessage(headers) ? readSnsMessage(content) : undefined
  if (message === undefined || message.type === 'Notification') return undefined
  const { topicArn } = message
  if (message.type === 'SubscriptionConfirmation') {
    await confirm(message, ports)
    ports.log.info('subscription confirmed', { topic: topicArn })
  } else ports.log.warn('a topic no longer sends here', { topic: topicArn })
  return reply(200, { topic: topicArn })
}

async function confirm({ subscribeUrl, topicArn, token }: SnsMessage, { egress }: Ports): Promise<void> {
  const url = URL.canParse(subscribeUrl) ? new URL(subscribeUrl) : undefined
  const asks = (name: string, value: string) => url?.searchParams.getAll(name).join() === value
  const isConfirmation = asks('Action', 'ConfirmSubscription') && asks('TopicArn', topicArn) && asks('Token', token)
  if (url === undefined || !SNS_HOSTS.test(url.host) || url.pathname !== '/' || !isConfirmation)
    throw new Refusal(400, 'SubscribeURL: does not confirm this subscription')
  const { status } = await egress(url, SNS_HOSTS).catch((cause: unknown) => {
    throw new Unavailable('Amazon SNS could not be asked to confirm', { cause })
  })
  if (status !== 200) throw new Unavailable(`Amazon SNS did not confirm: ${status}`)
}
