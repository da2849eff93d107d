import type { Format } from '../../shared/normalise/body/format.ts'
import { itemsOf } from '../../shared/normalise/body/items-of.ts'
import { parseBody } from '../../shared/normalise/body/parse-body.ts'
import type { Item } from '../../shared/normalise/normalise.ts'
import type { Context, Source } from '../../shared/normalise/source.ts'

/**
 * The items of a body sent to `/sources/NAME`, in the order they came. Without a source each record is recognised.
 * @throws Unreadable, TooManyRecords
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
