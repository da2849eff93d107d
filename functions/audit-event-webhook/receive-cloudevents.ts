import { type Decoded, decodeHttp, MalformedCloudEvent } from '../../shared/events/http.ts'
import { normaliseCloudEvent } from '../../shared/normalise/cloudevent-in.ts'
import type { Item } from '../../shared/normalise/normalise.ts'
import type { Context } from '../../shared/normalise/source.ts'
import { checkNesting } from './nesting.ts'
import { Refusal } from './reply.ts'

/**
 * The items of a CloudEvents request to `/`, in the order they came.
 * @throws Refusal 400 when the request as a whole is no CloudEvent
 */
export function receiveCloudEvents(bytes: Uint8Array, context: Context): Item[] {
  if (/json/i.test(context.headers.get('content-type') ?? 'json')) checkNesting(bytes)
  const { events, faults } = decode(bytes, context)
  const items = events.map((event) => normaliseCloudEvent(event, context))
  for (const { index, reason, payload } of faults) items.splice(index, 0, { ok: false, reason, payload })
  return items
}

function decode(bytes: Uint8Array, { headers, receivedAtMs }: Context): Decoded {
  try {
    return decodeHttp(headers, bytes, new Date(receivedAtMs).toISOString())
  } catch (cause) {
    if (cause instanceof MalformedCloudEvent) throw new Refusal(400, cause.message)
    // The only one a decoder of JSON can meet: nesting that its call stack can't follow.
    if (cause instanceof RangeError) throw new Refusal(400, 'body: nested too deep')
    throw cause
  }
}
