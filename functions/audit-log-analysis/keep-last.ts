import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Log } from '../../shared/ports/ports.ts'

/**
 * Keeps the last value of what is asked for again and again. A fault leaves it as it was and is logged once, until it
 * is another fault or has passed. Before there is a value a fault is thrown, as `Unavailable`.
 * @param what in the log, such as `rule files`
 * @param poll answers undefined when the last value still holds
 */
export function keepLast<T>(
  what: string,
  poll: (last: T | undefined) => Promise<T | undefined>,
  log: Log,
): () => Promise<T> {
  let last: T | undefined
  let fault: string | undefined
  return async () => {
    try {
      last = (await poll(last)) ?? last
      if (fault !== undefined) log.info(`${what}: in order again`)
      fault = undefined
    } catch (error) {
      // What this value is made of has no value yet, and has said so.
      if (last === undefined && error instanceof Unavailable) throw error
      const reason = (error as Error).message
      if (reason !== fault) log.error(last === undefined ? what : `${what}: the last that worked are kept`, { reason })
      fault = reason
      if (last === undefined) throw new Unavailable(`${what}: ${reason}`, { cause: error })
    }
    if (last === undefined) throw new Error(`${what}: there are none`)
    return last
  }
}
