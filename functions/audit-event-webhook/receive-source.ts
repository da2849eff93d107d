import type { Item } from '../../shared/normalise/normalise.ts'
import type { Context, Source } from '../../shared/normalise/source.ts'
import { itemsOf } from './items-of.ts'
import type { Format } from './media-type.ts'
import { parseBody } from './parse-body.ts'

/**
 * The items of a body sent to `/sources/NAME`, in the order they came. Without a source each record is recognised.
 * @throws Refusal 400, TooManyRecords
 */
export function receiveSource(
  source: Source | undefined,
  bytes: Uint8Array,
  format: Format,
  takesText: boolean,
  context: Context,
): Item[] {
  return itemsOf(parseBody(bytes, format, takesText), source, context)
}
