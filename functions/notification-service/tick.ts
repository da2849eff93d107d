import type { Log } from '../../shared/ports/ports.ts'
import { toFault } from '../../shared/store/faults.ts'

/** Something that the tick does; its name is for the log. */
export type Chore = { name: string; run: () => Promise<unknown> }

/**
 * Does one chore after the other, each although the one before failed.
 * @throws the first fault, so that the tick is tried again
 */
export function createTick(chores: readonly Chore[], log: Log): () => Promise<void> {
  return async () => {
    const faults: Error[] = []
    for (const { name, run } of chores) {
      try {
        await run()
      } catch (error) {
        const fault = toFault(error)
        log.warn(`${name} is put off`, { reason: fault.message })
        faults.push(fault)
      }
    }
    if (faults[0] !== undefined) throw faults[0]
  }
}
