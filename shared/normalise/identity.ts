import { hash } from 'node:crypto'
import type { Json } from '../events/audit-event.ts'
import { canonicalJson } from '../events/stringify.ts'
import { name } from './record.ts'

/** An id longer than this is replaced by its hash, so that it fits the header of any broker. */
export const MAX_ID_LENGTH = 200

/** Long enough to be one of its kind: a UUID, a hash, a number of many digits; `abc-123` and `1` are not. */
const UNIQUE = /^(?=(?:\D*\d){4})\S{16,}$/

/**
 * The CloudEvent id of a record: the same record sent twice, or by two routes, gets the same id; different records
 * never do. It is the provider's own id and a hash of the record's core. An id alone is not enough where a client may
 * choose it (Kubernetes takes `Audit-ID` from the request) and could hide its second act behind the first.
 * A record without an id that looks unique is known by the hash of its canonical form (sorted keys, no spaces).
 * @param own the provider's id; several parts of one are joined by the adapter
 * @param core who, what and when: what no route leaves out or writes differently
 */
export function identify(record: Json, own?: Json, core: readonly (Json | undefined)[] = []): string {
  const id = name(own)
  if (id === undefined || !UNIQUE.test(id)) return sha256(canonicalJson(record)).slice(0, 32)
  return core.length === 0 ? id : `${id}/${sha256(joined(core)).slice(0, 16)}`
}

/** With their lengths, so that no two lists read alike. */
function joined(core: readonly (Json | undefined)[]): string {
  let text = ''
  for (const part of core) {
    const plain = typeof part === 'string' ? part : part === undefined ? '' : JSON.stringify(part)
    text += `${plain.length}:${plain}`
  }
  return text
}

/** The id itself, or its hash when it is too long. */
export function boundedId(id: string): string {
  return id.length <= MAX_ID_LENGTH ? id : `sha256-${sha256(id)}`
}

function sha256(text: string): string {
  return hash('sha256', text, 'hex')
}
