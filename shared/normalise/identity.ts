import { createHash } from 'node:crypto'
import type { Json } from '../events/audit-event.ts'
import { canonicalJson } from '../events/stringify.ts'

/** An id longer than this is replaced by its hash, so that it fits the header of any broker. */
export const MAX_ID_LENGTH = 200

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * The CloudEvent id of a record: the same record sent twice gets the same id, different records never do.
 * It starts with the provider's own id where that looks unique (a UUID), and always holds the record's hash: a
 * provider's id alone is not enough, since a client may choose it (Kubernetes takes `Audit-ID` from the request) and
 * would hide its second act behind the first.
 * @param own the provider's id, if it has one
 * @param part what tells several records of one id apart, such as the stage of a request
 */
export function identify(record: Json, own?: Json, part?: string): string {
  const hash = sha256(canonicalJson(record))
  if (typeof own !== 'string' || !UUID.test(own)) return hash.slice(0, 32)
  return [own.toLowerCase(), part, hash.slice(0, 16)].filter((piece) => piece !== undefined).join('/')
}

/** The id itself, or its hash when it is too long. */
export function boundedId(id: string): string {
  return id.length <= MAX_ID_LENGTH ? id : `sha256-${sha256(id)}`
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
