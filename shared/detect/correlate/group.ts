import type { Hit } from '../judge.ts'
import type { Firing, Read } from './kind.ts'
import type { Linked } from './linked.ts'
import type { Look, Moment } from './window-store.ts'

/** A hit and the event that made it. */
export type Counted = { uid: string; timeMs: number; hit: Hit }

/** Hits of one correlation and key that are judged together. */
export type Group = { to: Linked; key: string; counted: Counted[] }

export type Fired = { group: Group; firings: Firing[] }

export function groupsOf(counted: readonly Counted[]): Group[] {
  const groups = new Map<string, Group>()
  for (const one of counted) {
    const { to, key } = one.hit
    const id = JSON.stringify([to.correlation.id, key])
    const group = groups.get(id)
    if (group === undefined) groups.set(id, { to, key, counted: [one] })
    else group.counted.push(one)
  }
  return [...groups.values()]
}

export function momentOf({ uid, timeMs, hit: { value } }: Counted): Moment {
  return { uid, timeMs, ...(value !== undefined && { value }) }
}

/** The look that reads a window for a hit. What it adds to that window is at hand. */
export function lookAt(of: Counted, read: Read): Look {
  const { to, key, parts } = of.hit
  const { uid, timeMs } = of
  const own = !parts.includes(read.part)
  return { ruleId: to.correlation.id, key, ...read, timeMs, uid, immediate: to.immediate, own }
}
