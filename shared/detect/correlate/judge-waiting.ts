import type { Ruleset } from '../compile-ruleset.ts'
import { explain, holds } from '../evaluate.ts'
import { viewsOf } from '../judge.ts'
import { NORMALISED } from '../parse-source.ts'
import { shownReasons } from '../present.ts'
import type { Because } from '../rule.ts'
import { type Counted, type Fired, type Group, lookAt, momentOf } from './group.ts'
import type { Read } from './kind.ts'
import { timelineOf } from './timeline.ts'
import type { Moment, UidEvent, WindowStore } from './window-store.ts'

/** Up to so many neighbours each hit is looked up by itself; beyond it a group's whole stretch is read at once. */
const LOOK_UP_TO = 20
/** How many hits are read between the first and the last that are judged together. */
const MOST_BETWEEN = 20_000

type Asked = { of: Counted; read: Read }

/** Judges hits of a group that have waited. Those of one value and rule ask for the same series. */
export async function judgeWaiting(group: Group, store: WindowStore): Promise<Fired> {
  const { to, key } = group
  const windows = new Map<string, Moment[]>()
  const add = (part: string, moments: readonly Moment[]): void => {
    const window = windows.get(part)
    if (window === undefined) windows.set(part, [...moments])
    else for (const moment of moments) window.push(moment)
  }
  const reads = group.counted.flatMap((of) =>
    to.kind.reads(to.correlation, of.hit.index, of.hit.value).map((read): Asked => ({ of, read })),
  )
  const spans = spansOf(reads.filter(({ read }) => read.need > LOOK_UP_TO))
  const single = [...reads.filter(({ read }) => read.need <= LOOK_UP_TO), ...spans.flat()]
  const looks = single.map(({ of, read }) => lookAt(of, read))
  const found = looks.length > 0 ? await store.add([], looks) : []
  for (const [i, { read }] of single.entries()) add(read.part, found[i]!)
  for (const [first, last] of spans) {
    const { part } = first.read
    const between = { fromMs: first.of.timeMs, toMs: last.of.timeMs, limit: MOST_BETWEEN }
    const [moments = []] = await store.read([{ ruleId: to.correlation.id, key, part, ...between }])
    add(part, moments)
  }
  for (const one of group.counted) for (const part of one.hit.parts) add(part, [momentOf(one)])
  const parts = new Map([...windows].map(([part, moments]) => [part, timelineOf(moments)]))
  return { group, firings: to.kind.judge(to.correlation, group.counted.map(momentOf), parts) }
}

/**
 * For each series the first and the last hit that it is read for. What each needs lies around these two or between
 * them: a limit on the whole stretch would cost the first what the last has of it.
 */
function spansOf(reads: readonly Asked[]): [first: Asked, last: Asked][] {
  const spans = new Map<string, [Asked, Asked]>()
  for (const one of reads) {
    const [first, last] = spans.get(one.read.part) ?? [one, one]
    spans.set(one.read.part, [
      one.of.timeMs < first.of.timeMs ? one : first,
      one.of.timeMs > last.of.timeMs ? one : last,
    ])
  }
  return [...spans.values()]
}

/** What a hit that has waited was made of is not kept: it is read of its event again. */
export function withReasons(ruleset: Ruleset, group: Group, events: ReadonlyMap<string, UidEvent>): Group {
  const counted = group.counted.map((one) => {
    const event = one.hit.because.length > 0 ? undefined : events.get(one.uid)
    return event === undefined ? one : { ...one, hit: { ...one.hit, because: reasons(ruleset, one.hit.via, event) } }
  })
  return { ...group, counted }
}

function reasons(ruleset: Ruleset, via: string, { event }: UidEvent): Because[] {
  const rule = ruleset.rules.get(via)
  if (rule === undefined) return []
  const views = viewsOf(ruleset, event)
  const record = rule.source.product === NORMALISED ? views.event : views.record
  return holds(rule.condition, record) ? shownReasons(explain(rule.condition, record)) : []
}
