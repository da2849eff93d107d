import type { CacheQuery, LoadWindows, WindowCache } from '../../shared/cache/window-cache.ts'
import type { Look, Moment, NewHit, WindowStore } from '../../shared/detect/index.ts'
import type { Log } from '../../shared/ports/ports.ts'
import type { Transaction } from '../../shared/store/connect.ts'
import { databaseWindows } from '../../shared/store/database-windows.ts'
import { bumpEpoch, findNeighbours, readEpoch, readStretches, recordHits } from '../../shared/store/windows.ts'

/**
 * Windows kept in PostgreSQL and read through Redis, those of rules that fire at once. Redis is written before the
 * commit: should the commit fail, Redis knows an event too many, which will come again; written after it, a kill in
 * between would lose one for good.
 */
export function cachedWindows(tx: Transaction, cache: WindowCache, log: Log): WindowStore {
  return {
    ...databaseWindows(tx),
    async add(hits, looks) {
      if (hits.length > 0) await recordHits(tx, hits)
      const isCached = looks.map(({ immediate }) => immediate)
      const queries = cacheQueries(
        hits,
        looks.filter((_, i) => isCached[i]),
      )
      const cached = queries.length > 0 ? await readThrough(tx, queries, cache, log) : []
      const waiting = looks.filter((_, i) => !isCached[i])
      const stored = waiting.length > 0 ? await findNeighbours(tx, waiting) : []
      return isCached.map((is) => (is ? cached.shift() : stored.shift()) ?? [])
    },
  }
}

/** Each look with the hit that its moment has in the same window. */
function cacheQueries(hits: readonly NewHit[], looks: readonly Look[]): CacheQuery[] {
  const added = new Map(
    hits.map((hit) => [JSON.stringify([hit.ruleId, hit.key, hit.part, hit.moment.uid]), hit.moment]),
  )
  return looks.map((look) => ({
    ...look,
    added: added.get(JSON.stringify([look.ruleId, look.key, look.part, look.uid])),
  }))
}

async function readThrough(
  tx: Transaction,
  queries: readonly CacheQuery[],
  cache: WindowCache,
  log: Log,
): Promise<Moment[][]> {
  const epoch = await readEpoch(tx)
  let databaseFault: unknown
  const load: LoadWindows = (stretches) =>
    readStretches(tx, stretches).catch((error: unknown) => {
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
}

async function fillGaps(
  tx: Transaction,
  queries: readonly CacheQuery[],
  cached: (Moment[] | undefined)[],
): Promise<Moment[][]> {
  const missing = queries.filter((_, index) => cached[index] === undefined)
  const found = missing.length > 0 ? await findNeighbours(tx, missing) : []
  return cached.map((neighbours) => neighbours ?? found.shift() ?? [])
}
