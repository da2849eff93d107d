import { MAX_RECORDS, TooManyRecords } from '../envelopes/index.ts'
import { type Item, normalise } from '../normalise.ts'
import type { Context, Source } from '../source.ts'
import type { Document } from './parse-body.ts'

/**
 * The items of a body's documents, in the order they came; a document that could not be read is one, rejected.
 * @throws TooManyRecords
 */
export function itemsOf(documents: readonly Document[], source: Source | undefined, context: Context): Item[] {
  const items: Item[] = []
  for (const document of documents) {
    if (!document.ok) items.push(document)
    else for (const item of normalise(source, document.value, context)) items.push(item)
    if (items.length > MAX_RECORDS) throw new TooManyRecords()
  }
  return items
}
