import type { Json } from '../../events/audit-event.ts'
import { at, type JsonObject } from '../record.ts'

/** A member of an audit record; some exporters write all names in lower case. */
export function member(record: JsonObject, key: string): Json | undefined {
  const found = at(record, key)
  return found === undefined && isLowerCase(record) ? at(record, key.toLowerCase()) : found
}

function isLowerCase(record: JsonObject): boolean {
  return at(record, 'operation') !== undefined
}

/** The value of a name in a list such as `ExtendedProperties`: `[{ "Name": "UserAgent", "Value": "…" }]`. */
export function valueIn(list: Json | undefined, title: string): Json | undefined {
  if (!Array.isArray(list)) return undefined
  return at(
    list.find((item) => at(item, 'Name') === title),
    'Value',
  )
}
