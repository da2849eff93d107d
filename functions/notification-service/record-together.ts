import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { type Answered, type Recorded, recordAttempts } from '../../shared/store/notices/record-attempts.ts'

/** A database that restarts is waited for, since what is not recorded is sent again. */
const WAITS_MS = [200, 1_000, 3_000, 5_000]

type Waiting = { answered: Answered; resolve: (recorded: Recorded) => void; reject: (fault: unknown) => void }

/**
 * What records answers of a channel. Those that come while others are being recorded are recorded together after them: each
 * transaction waits for the disk.
 */
export function recordTogether(sql: Sql, channel: ChannelConfig): (answered: Answered) => Promise<Recorded> {
  let waiting: Waiting[] = []
  let isWriting = false
  const write = async (): Promise<void> => {
    isWriting = true
    // What is answered in the same turn goes together, too.
    await new Promise(setImmediate)
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      const answered = batch.map((one) => one.answered)
      await surely(() => recordAttempts(sql, channel, answered)).then(
        (recorded) => batch.forEach(({ resolve }, index) => void resolve(recorded[index]!)),
        (fault: unknown) => batch.forEach(({ reject }) => void reject(fault)),
      )
    }
    isWriting = false
  }
  return (answered) =>
    new Promise((resolve, reject) => {
      waiting.push({ answered, resolve, reject })
      if (!isWriting) void write()
    })
}

/** Recording again what was recorded finds no claim any more, and changes nothing. */
async function surely<T>(record: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await withFaults(record)
    } catch (fault) {
      if (!(fault instanceof Unavailable)) throw fault
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return await withFaults(record)
}
