/** An event that counts towards a rule over several events. */
export type WindowHit = {
  ruleId: string
  key: string
  timeMs: number
  uid: string
  /** What value_count counts. */
  value?: string
}

export type Neighbour = { uid: string; timeMs: number; value?: string }

/** How far to look around a hit: `spanMs` by event time to both sides, at most `need` hits to each side. */
export type WindowQuery = WindowHit & { spanMs: number; need: number }

/** Keeps the sliding windows of rules over several events. */
export type Windows<Transaction> = {
  /**
   * Adds the hits, each once whatever comes twice, and returns for every query its nearest neighbours of the same rule
   * and key, the hit itself left out. Commits of the same rule and key see each other's hits: one waits for the other.
   */
  add(tx: Transaction, hits: readonly WindowQuery[]): Promise<Neighbour[][]>
}
