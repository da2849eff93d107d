import type { Takes } from '../../shared/normalise/body/format.ts'
import type { Source } from '../../shared/normalise/source.ts'
import { answerWithinMs } from './answer-within.ts'
import type { Arrival } from './checks/check.ts'
import { checkSender } from './checks/check-sender.ts'
import { isSnsMessage } from './checks/sns.ts'
import { handOver } from './hand-over.ts'
import { answerHandshake } from './handshakes/answer-handshake.ts'
import { isOktaDelivery, verifyOktaHook } from './handshakes/okta.ts'
import { keepUnreadable } from './keep-unreadable.ts'
import { formatOf } from './media-type.ts'
import { contextOf, maxBytesOf, type Ports } from './ports.ts'
import { readBody } from './read-body.ts'
import { receiveSource } from './receive-source.ts'
import { onlyPost, reply } from './reply.ts'

/**
 * Takes one provider's records, or any when `source` is undefined, and answers the provider's handshake.
 * @param takes what is accepted beside JSON
 */
export async function takeSource(
  source: Source | undefined,
  takes: Takes,
  arrival: Arrival,
  ports: Ports,
): Promise<Response> {
  const { request, headers, path } = arrival
  const verification = verifyOktaHook(arrival)
  if (verification === undefined) onlyPost(request, 'POST, OPTIONS')
  const checkBody = await checkSender(arrival, ports)
  const body = await readBody(request, maxBytesOf(ports))
  await checkBody(body)
  const answer = verification ?? (await answerHandshake(arrival, body.content, ports))
  if (answer !== undefined) return answer
  // Amazon SNS says text/plain of its JSON.
  const format = () => (isSnsMessage(headers) ? 'json' : formatOf(headers, takes))
  const read = () => receiveSource(source, body.content, format(), takes.text, contextOf(headers, ports))
  const items = await keepUnreadable(read, body.content, path, arrival, ports)
  const outcome = await handOver(items, path, arrival, answerWithinMs(arrival, body.content), ports)
  return isOktaDelivery(body.content) ? new Response(null, { status: 200 }) : reply(202, outcome)
}
