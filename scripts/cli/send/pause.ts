import { setTimeout as sleep } from 'node:timers/promises'

/** Waits, or less when the signal says to stop. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch((error: Error) => {
    if (error.name !== 'AbortError') throw error
  })
}
