import type { Arrival } from './checks/check.ts'
import { isOktaDelivery } from './handshakes/okta.ts'

/** Okta and Slack wait 3 s, API destinations of EventBridge 5 s, GitHub 10 s, Amazon SNS 15 s, a Kubernetes API server 30 s. */
const BRIEF_MS = 2_500
const SHORT_MS = 4_000
const USUAL_MS = 8_000
const EVENT_BRIDGE = /^Amazon\/EventBridge\//

/** Within how many milliseconds of a request's arrival it is answered, so that the sender is still there to read it. */
export function answerWithinMs({ headers, path }: Arrival, content: Uint8Array): number {
  if (headers.has('x-slack-signature') || path === '/sources/okta' || isOktaDelivery(content)) return BRIEF_MS
  return EVENT_BRIDGE.test(headers.get('user-agent') ?? '') ? SHORT_MS : USUAL_MS
}
