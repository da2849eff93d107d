import type { JsonObject } from './record.ts'
import type { Source } from './source.ts'
import { json, SOURCES } from './sources/index.ts'

/**
 * The source that reads a record: the named one where the record may be its own, else the one that knows it, be it sent
 * to the wrong path; else the named one, which says what is missing, or generic JSON.
 * @param own the operator's own sources, asked before the others
 */
export function recognise(
  named: Source | undefined,
  record: JsonObject,
  headers: Headers,
  own: readonly Source[] = [],
): Source {
  if (named?.recognises(record, headers) === true) return named
  for (const source of own) if (source.recognises(record, headers)) return source
  for (const source of SOURCES.values()) if (source.recognises(record, headers)) return source
  return named ?? json
}
