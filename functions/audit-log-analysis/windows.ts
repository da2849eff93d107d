import type { LoadWindow, WindowCache } from '../../shared/cache/window-cache.ts'
import type { Log } from '../../shared/ports/ports.ts'
import type { Neighbour, WindowQuery, Windows } from '../../shared/ports/windows.ts'
import type { Transaction } from '../../shared/store/connect.ts'
import { bumpEpoch, findNeighbours, loadHits, readEpoch, recordHits } from '../../shared/store/windows.ts'

/**
 * Windows kept in PostgreSQL and read through Redis. Redis is written before the commit: should the commit fail, Redis
 * knows an event too many, which will come again; written after it, a kill in between would lose one for good.
 */
export function cachedWindows(cache: WindowCache, log: Log): Windows<Transaction> {
  return {
    async add(tx, queries) {
      await recordHits(tx, queries)
      const epoch = await readEpoch(tx)
      let databaseFault: unknown
      const load: LoadWindow = (query, fromMs, limit) =>
        loadHits(tx, query.ruleId, query.key, fromMs, limit).catch((error: unknown) => {
          databaseFault = error
          throw error
        })
      const cached = await cache.neighbours(epoch, queries, load).catch((error: Error) => {
        // The transaction has failed: nothing can be read by it any more, and its fault says whether that passes.
        if (error === databaseFault) throw error
        log.warn('windows are read from PostgreSQL', { reason: error.message })
        return undefined
      })
      if (cached !== undefined) return await fillGaps(tx, queries, cached)
      await bumpEpoch(tx)
      return await findNeighbours(tx, queries)
    },
  }
}

async function fillGaps(
  tx: Transaction,
  queries: readonly WindowQuery[],
  cached: (Neighbour[] | undefined)[],
): Promise<Neighbour[][]> {
  const missing = queries.filter((_, index) => cached[index] === undefined)
  const found = missing.length > 0 ? await findNeighbours(tx, missing) : []
  return cached.map((neighbours) => neighbours ?? found.shift() ?? [])
}
