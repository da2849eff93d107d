import type { Context } from 'hono'
import { BadFilter, type FieldFault } from '../filters/read-field.ts'
import type { Ports } from '../ports.ts'
import { type View, viewOf } from '../view.ts'

export const EMPTY = { rows: [], next: null }

/** A view whose page refreshes as the feed goes on. */
export async function liveView(c: Context, ports: Ports): Promise<View> {
  return { ...viewOf(c, ports), cursor: await ports.feed.head() }
}

/** A wrong filter is told on the page, which stays usable. */
export function attempt<T>(
  query: View['query'],
  read: (query: View['query']) => T,
): { value?: T; faults: readonly FieldFault[] } {
  try {
    return { value: read(query), faults: [] }
  } catch (fault) {
    if (fault instanceof BadFilter) return { faults: fault.faults }
    throw fault
  }
}

export function statusOf(faults: readonly FieldFault[]): 200 | 400 {
  return faults.length > 0 ? 400 : 200
}
