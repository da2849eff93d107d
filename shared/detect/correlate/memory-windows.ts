import { inOrder } from './timeline.ts'
import type { Due, Look, Moment, NewHit, Series, Stretch, UidEvent, WindowStore } from './window-store.ts'

/** Windows in memory, for judging events that are all at hand. */
export type MemoryWindows = WindowStore & {
  /** Keeps events that may be asked for again. */
  remember(events: readonly UidEvent[]): void
  /** Forgets hits and events before a time. */
  forget(beforeMs: (ruleId: string) => number, eventsBeforeMs: number): void
}

export function memoryWindows(): MemoryWindows {
  const series = new Map<string, { ruleId: string; moments: Moment[] }>()
  const events = new Map<string, UidEvent>()
  const dues: Due[] = []
  const idOf = ({ ruleId, key, part }: Series): string => `${ruleId}\n${key}\n${part}`
  const momentsOf = (one: Series): readonly Moment[] => series.get(idOf(one))?.moments ?? []

  const addHit = ({ moment, due, ...of }: NewHit): void => {
    const known = series.get(idOf(of)) ?? { ruleId: of.ruleId, moments: [] }
    series.set(idOf(of), known)
    const at = placeOf(known.moments, moment, inOrder)
    if (known.moments[at]?.uid === moment.uid) return
    known.moments.splice(at, 0, moment)
    if (due === undefined) return
    const one = { ...due, ruleId: of.ruleId, key: of.key, moment }
    dues.splice(placeOf(dues, one, byDue), 0, one)
  }

  return {
    async add(hits, looks) {
      for (const hit of hits) addHit(hit)
      return looks.map((one) => around(momentsOf(one), one))
    },
    async read(stretches) {
      return stretches.map((one) => stretch(momentsOf(one), one))
    },
    async takeDue(clockMs, limit) {
      const last = dues.findIndex(({ dueMs }) => dueMs > clockMs)
      return dues.splice(0, Math.min(limit, last < 0 ? dues.length : last))
    },
    async events(uids) {
      return uids.flatMap((uid) => events.get(uid) ?? [])
    },
    remember(more) {
      for (const one of more) events.set(one.uid, one)
    },
    forget(beforeMs, eventsBeforeMs) {
      for (const [id, { ruleId, moments }] of series) {
        const stale = moments.findIndex(({ timeMs }) => timeMs >= beforeMs(ruleId))
        moments.splice(0, stale < 0 ? moments.length : stale)
        if (moments.length === 0) series.delete(id)
      }
      for (const [uid, { event }] of events) if (event.time < eventsBeforeMs) events.delete(uid)
    },
  }
}

function around(moments: readonly Moment[], { timeMs, uid, beforeMs, afterMs, need, own }: Look): Moment[] {
  const at = placeOf(moments, { timeMs, uid }, inOrder)
  const after = moments[at]?.uid === uid ? at + 1 : at
  return [
    ...moments.slice(Math.max(0, at - need), at).filter((one) => one.timeMs >= timeMs - beforeMs),
    ...(own ? moments.slice(at, after) : []),
    ...moments.slice(after, after + need).filter((one) => one.timeMs <= timeMs + afterMs),
  ]
}

function stretch(moments: readonly Moment[], { fromMs, toMs, limit }: Stretch): Moment[] {
  const within = moments.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs)
  return within.slice(Math.max(0, within.length - limit))
}

function byDue(a: Due, b: Due): number {
  return a.dueMs - b.dueMs
}

/** Where an item belongs in an ordered list: before the first that is not less. */
function placeOf<T>(list: readonly T[], item: T, order: (a: T, b: T) => number): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (order(list[middle]!, item) < 0) low = middle + 1
    else high = middle
  }
  return low
}
