import type { Json } from '../events/audit-event.ts'
import { at, isObject, type JsonObject } from './record.ts'

const VERSION = /^\d+\.\d+\.\d+/

/**
 * Whether a record is an event of OCSF: numbers for its class, and its category or type in keeping with it, and the
 * version of the schema. https://schema.ocsf.io/1.5.0/classes/base_event
 */
export function isOcsf(record: Json): record is JsonObject {
  if (!isObject(record)) return false
  const classUid = at(record, 'class_uid')
  const version = at(record, 'metadata', 'version')
  if (typeof classUid !== 'number' || typeof version !== 'string' || !VERSION.test(version)) return false
  const typeUid = at(record, 'type_uid')
  if (typeof typeUid === 'number') return Math.floor(typeUid / 100) === classUid
  return typeof at(record, 'category_uid') === 'number' && typeof at(record, 'activity_id') === 'number'
}
