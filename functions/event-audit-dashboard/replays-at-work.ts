import type { Reading } from '../../shared/normalise/read-again.ts'
import { readAgain } from '../../shared/normalise/read-again.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { type OneOutcome, type ReplayOne, replayOne } from '../../shared/store/replay/replay-one.ts'
import { runReplay } from '../../shared/store/replay/run-replay.ts'

export type ReplaysAtWork = {
  /** Begins to send what a replay is to send, or goes on; one that is being sent is left alone. */
  begin(id: string): void
  one(one: ReplayOne): Promise<OneOutcome>
  /** Leaves the rest, which can be gone on with, and resolves once no batch is under way. */
  stop(): Promise<void>
}

/** Sends replays while requests are answered. Whatever ends the process, a replay is gone on with where it was. */
export function replaysAtWork(ports: { sql: Sql; clock: Clock; log: Log; reading: Reading }): ReplaysAtWork {
  const { sql, clock, log, reading } = ports
  const running = new Map<string, Promise<void>>()
  let stopped = false
  const options = {
    clock,
    read: (row: Parameters<typeof readAgain>[0], isMended = false) => readAgain(row, reading, isMended),
    isStopped: () => stopped,
  }
  const run = async (id: string): Promise<void> => {
    try {
      await runReplay(sql, id, options)
    } catch (error) {
      log.warn('a replay was interrupted', { id, reason: (error as Error).message })
    } finally {
      running.delete(id)
    }
  }
  return {
    begin(id) {
      if (!stopped && !running.has(id)) running.set(id, run(id))
    },
    one: (one) => replayOne(sql, one, options),
    async stop() {
      stopped = true
      await Promise.all(running.values())
    },
  }
}
