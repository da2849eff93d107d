import { type Decoded, decodeHttp, MalformedCloudEvent } from '../../shared/events/http.ts'
import { normaliseCloudEvent } from '../../shared/normalise/cloudevent-in.ts'
import { MAX_RECORDS, TooManyRecords } from '../../shared/normalise/envelopes/index.ts'
import type { Item } from '../../shared/normalise/normalise.ts'
import { parseJson } from '../../shared/normalise/parse-json.ts'
import type { Context } from '../../shared/normalise/source.ts'
import { Refusal } from './reply.ts'

/**
 * The items of a CloudEvents request to `/`, in the order they came.
 * @throws Refusal 400 when the request as a whole is no CloudEvent; TooManyRecords
 */
export function receiveCloudEvents(bytes: Uint8Array, context: Context): Item[] {
  const { events, faults } = decode(bytes, context)
  if (events.length + faults.length > MAX_RECORDS) throw new TooManyRecords()
  const items = events.map((event) => normaliseCloudEvent(event, context))
  for (const { index, reason, payload } of faults) items.splice(index, 0, { ok: false, reason, payload })
  return items
}

function decode(bytes: Uint8Array, { headers, receivedAtMs }: Context): Decoded {
  try {
    return decodeHttp(headers, bytes, new Date(receivedAtMs).toISOString(), parseJson)
  } catch (cause) {
    if (cause instanceof MalformedCloudEvent) throw new Refusal(400, cause.message)
    throw cause
  }
}
