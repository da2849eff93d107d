import { Unavailable } from '../../shared/ports/outcome.ts'
import { toFault } from '../../shared/store/faults.ts'

const LONGEST_MS = 60_000
const PAUSE_MS = 200

/** Does what a test itself asks of PostgreSQL or RabbitMQ again while that is being restarted. */
export async function patiently<T>(work: () => PromiseLike<T>): Promise<T> {
  const deadline = performance.now() + LONGEST_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(toFault(error) instanceof Unavailable) || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
}
