import type { Json } from '../../events/audit-event.ts'
import { recognise } from '../recognise.ts'
import { at, isObject, type JsonObject } from '../record.ts'
import { json } from '../sources/json.ts'
import { copyWith } from './copy-with.ts'
import type { Envelope } from './envelope.ts'

const NO_HEADERS = new Headers()

/**
 * An event of Azure Event Grid in its own schema (https://learn.microsoft.com/azure/event-grid/event-schema) or as a
 * CloudEvent, around the record of a known product. Around anything else it is kept: it names what happened.
 */
export const eventGrid: Envelope = {
  marks: ['data'],
  open(item) {
    const data = at(item, 'data')
    const type = typeOf(item)
    if (!isObject(data) || type === undefined || recognise(undefined, data, NO_HEADERS) === json) return undefined
    return [withGridTime(data, type, at(item, 'eventTime') ?? at(item, 'time'))]
  },
}

function typeOf(item: JsonObject): string | undefined {
  const isCloudEvent = typeof at(item, 'specversion') === 'string' && typeof at(item, 'source') === 'string'
  const isGridEvent = typeof at(item, 'eventTime') === 'string' && typeof at(item, 'subject') === 'string'
  const type = isCloudEvent ? at(item, 'type') : isGridEvent ? at(item, 'eventType') : undefined
  return typeof type === 'string' ? type : undefined
}

/** The data with the time of its event, where it is a change of an Azure resource: these say when only on their wrapping. */
export function withGridTime(data: JsonObject, type: string, time: Json | undefined): JsonObject {
  if (!type.startsWith('Microsoft.Resources.') || time === undefined || Object.hasOwn(data, 'eventTime')) return data
  return copyWith(data, { eventTime: time })
}
