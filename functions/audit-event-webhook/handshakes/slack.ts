import { at } from '../../../shared/normalise/record.ts'
import type { Arrival } from '../checks/check.ts'
import { jsonOf } from '../json-of.ts'
import { reply } from '../reply.ts'

const MAX_BYTES = 4096

/** Slack asks for a challenge to be sent back. https://docs.slack.dev/reference/events/url_verification */
export function verifySlackUrl({ headers }: Arrival, content: Uint8Array): Response | undefined {
  if (!headers.has('x-slack-signature') || content.length > MAX_BYTES) return undefined
  const body = jsonOf(content)
  const challenge = at(body, 'challenge')
  if (at(body, 'type') !== 'url_verification' || typeof challenge !== 'string') return undefined
  return reply(200, { challenge })
}
