import { createHash } from 'node:crypto'
import { EVENT_REJECTED, type EventRejected } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import type { Refusal } from '../../shared/normalise/normalise.ts'
import { TELLING_HEADERS } from '../../shared/normalise/recognise.ts'
import { withoutTokens } from '../../shared/normalise/redaction/tokens.ts'

export const STAGE = 'audit-event-webhook'

/** What is kept of a rejected text; a broker's message is at most 16 MiB, and JSON writes some characters as six. */
const MAX_PAYLOAD_LENGTH = 2 * 1024 * 1024

const MAX_HEADER_LENGTH = 200

/** An item that can't be processed, as an event, without what shows itself as a secret. Its id is made of what was sent: sent again, it is the same event. */
export function makeRejection(
  item: Refusal,
  origin: string,
  headers: Headers,
  nowMs: number,
): CloudEvent<EventRejected> {
  const { reason, eventType, event } = item
  const telling = Object.fromEntries(TELLING_HEADERS.flatMap((name) => pairOf(name, headers.get(name))))
  const payload = withoutTokens(item.payload)
  const isCut = payload.length > MAX_PAYLOAD_LENGTH
  return {
    specversion: '1.0',
    id: createHash('sha256').update(`${origin}\n${payload}`).digest('hex').slice(0, 32),
    source: `/functions/${STAGE}`,
    type: EVENT_REJECTED,
    time: new Date(nowMs).toISOString(),
    datacontenttype: 'application/json',
    data: {
      stage: STAGE,
      reason: isCut ? `${reason} (payload cut to ${MAX_PAYLOAD_LENGTH} of ${payload.length} characters)` : reason,
      origin,
      payload: isCut ? payload.slice(0, MAX_PAYLOAD_LENGTH) : payload,
      ...(eventType !== undefined && { event_type: eventType }),
      ...(event !== undefined && { event }),
      ...(Object.keys(telling).length > 0 && { headers: telling }),
    },
    extensions: {},
  }
}

function pairOf(name: string, value: string | null): [string, string][] {
  return value === null ? [] : [[name, withoutTokens(value).slice(0, MAX_HEADER_LENGTH)]]
}
