import type { JsonObject } from './record.ts'
import { byShape, marked } from './shape.ts'
import type { Source } from './source.ts'
import { json, SOURCES } from './sources/index.ts'

const ALL = [...SOURCES.values()]
const WITH_HEADER = ALL.flatMap((source) => (source.header === undefined ? [] : [{ source, header: source.header }]))
/** The headers by which a record is read, none of which holds a secret. */
export const TELLING_HEADERS = [...WITH_HEADER.map(({ header }) => header), 'x-github-delivery', 'x-auditflow-service']
const candidatesFor = byShape((shape) => marked(ALL, shape))

/**
 * The source that reads a record: the one that the request's headers name, or the named one where the record may be its
 * own, else the one that knows it, be it sent to the wrong path; else the named one, which says what is missing, or
 * generic JSON.
 * @param own the operator's own sources, asked before the others
 */
export function recognise(
  named: Source | undefined,
  record: JsonObject,
  headers: Headers,
  own: readonly Source[] = [],
): Source {
  for (const { source, header } of WITH_HEADER) if (headers.has(header)) return source
  if (named?.recognises(record) === true) return named
  for (const source of own) if (source.recognises(record)) return source
  for (const source of candidatesFor(record)) if (source.recognises(record)) return source
  return named ?? json
}
