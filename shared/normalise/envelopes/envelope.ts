import type { Json } from '../../events/audit-event.ts'
import type { JsonObject } from '../record.ts'

/** One way of wrapping records for the journey. The wrapping is not kept: `raw` is the record. */
export type Envelope = {
  /** Keys of which an item that is wrapped in this way has one. */
  marks: readonly string[]
  /** What is inside, or undefined when the item is not wrapped in this way. Never the item itself. */
  open(item: JsonObject): Json[] | undefined
}
