import type { WindowStore } from '../detect/index.ts'
import type { Transaction } from './connect.ts'
import { eventsByUid } from './events-by-uid.ts'
import { takeDue } from './waiting-hits.ts'
import { bumpEpoch, findNeighbours, readStretches, recordHits } from './windows.ts'

/** Windows read from PostgreSQL alone, within one transaction. */
export function databaseWindows(tx: Transaction): WindowStore {
  return {
    async add(hits, looks) {
      if (hits.length > 0) await recordHits(tx, hits)
      if (hits.some(({ immediate }) => immediate)) await bumpEpoch(tx)
      return looks.length > 0 ? await findNeighbours(tx, looks) : []
    },
    read: (stretches) => readStretches(tx, stretches),
    takeDue: (clockMs, limit) => takeDue(tx, clockMs, limit),
    events: (uids) => eventsByUid(tx, uids),
  }
}
