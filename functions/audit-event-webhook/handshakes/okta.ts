import { asBuffer } from '../as-buffer.ts'
import type { Arrival } from '../checks/check.ts'
import { reply } from '../reply.ts'

const EVENT_TYPE = '"com.okta.event_hook"'

/**
 * The one-time verification of an event hook: a GET whose header is sent back in JSON.
 * https://developer.okta.com/docs/concepts/event-hooks/
 */
export function verifyOktaHook({ request, headers }: Arrival): Response | undefined {
  const challenge = headers.get('x-okta-verification-challenge')
  return request.method !== 'GET' || challenge === null ? undefined : reply(200, { verification: challenge })
}

/** Whether a body is a delivery of an event hook. Okta wants 200 or 204 and nothing in the answer. */
export function isOktaDelivery(content: Uint8Array): boolean {
  return asBuffer(content).includes(EVENT_TYPE)
}
