import { Unavailable } from '../../shared/ports/outcome.ts'

/**
 * Does `work` for each item, at most `limit` at a time.
 * @throws the worst fault, once all have been tried
 */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const faults: unknown[] = []
  const left = items[Symbol.iterator]()
  const lane = async (): Promise<void> => {
    for (const item of left) await work(item).catch((fault: unknown) => void faults.push(fault))
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane))
  if (faults.length > 0) throw worstOf(faults)
}

/** The first fault that does not pass by itself, else the first. */
export function worstOf(faults: readonly unknown[]): unknown {
  return faults.find((fault) => !(fault instanceof Unavailable)) ?? faults[0]
}
