/** How many items may be committed together. */
const MAX_ITEMS = 500

/**
 * Group commit: while one commit is under way, what arrives meanwhile gathers and is committed next, together. A lone
 * item therefore never waits, and under load a commit carries as much as came during the last one.
 * @param commit settles for all items it is given
 * @param finish what is to be done with a commit's result before its items are answered; the next commit goes on meanwhile
 */
export function createGroup<Item, Result>(
  commit: (items: Item[]) => Promise<Result>,
  finish: (result: Result) => Promise<void> = async () => undefined,
): (items: readonly Item[]) => Promise<void> {
  type Waiting = { items: readonly Item[]; resolve: (done: Promise<void>) => void; reject: (error: unknown) => void }
  const waiting: Waiting[] = []
  let running = false

  const run = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) {
      const group = takeGroup(waiting)
      try {
        const done = finish(await commit(group.flatMap(({ items }) => items)))
        for (const { resolve } of group) resolve(done)
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    running = false
  }

  return (items) =>
    new Promise<void>((resolve, reject) => {
      waiting.push({ items, resolve, reject })
      if (!running) void run()
    })
}

function takeGroup<T extends { items: readonly unknown[] }>(waiting: T[]): T[] {
  let count = 0
  let taken = 0
  for (const { items } of waiting) {
    if (taken > 0 && count + items.length > MAX_ITEMS) break
    count += items.length
    taken++
  }
  return waiting.splice(0, taken)
}
