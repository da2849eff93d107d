import type { Ruleset } from '../compile-ruleset.ts'
import { explain, holds } from '../evaluate.ts'
import { type Hit, viewsOf } from '../judge.ts'
import { NORMALISED } from '../parse-source.ts'
import { shownReasons } from '../present.ts'
import type { Because } from '../rule.ts'
import {
  addFirings,
  type Counted,
  countHits,
  type Fired,
  type Group,
  groupsOf,
  lookAt,
  momentOf,
  upwards,
} from './count.ts'
import { type Finding, Findings } from './findings.ts'
import type { Read } from './kind.ts'
import { timelineOf } from './timeline.ts'
import type { Due, Moment, UidEvent, WindowStore } from './window-store.ts'

/** Up to so many neighbours each hit is looked up by itself; beyond it a group's whole stretch is read at once. */
const LOOK_UP_TO = 20
/** How many hits are read between the first and the last that are judged together. */
const MOST_BETWEEN = 20_000

/**
 * Judges what has waited and is due.
 * @param clockMs the clock of events: nothing older than the lateness below it counts any more
 * @returns the findings, and how many judgements there were; as many as `limit` means that there may be more
 */
export async function settle(
  ruleset: Ruleset,
  store: WindowStore,
  clockMs: number,
  limit: number,
): Promise<{ findings: Finding[]; judged: number }> {
  const findings = new Findings()
  const dues = await store.takeDue(clockMs, limit)
  const counted = dues.flatMap((due) => countedOf(ruleset, due))
  const storeys = [...new Set(counted.map(({ hit }) => hit.to.storey))].sort((a, b) => a - b)
  for (const storey of storeys) {
    const groups = groupsOf(counted.filter(({ hit }) => hit.to.storey === storey))
    const fired = await Promise.all(groups.map(async (group) => await judgeGroup(group, store)))
    const events = await eventsOf(fired, store)
    for (const { group, firings } of fired) addFirings(withReasons(ruleset, group, events), firings, findings)
    const above = await upwards(ruleset, fired, events, store)
    if (above.length > 0) await countHits(ruleset, above, events, store, findings)
  }
  return { findings: findings.list(), judged: dues.length }
}

/** The hit that waited; none when its rule is not in force any more. */
function countedOf(ruleset: Ruleset, { ruleId, key, via, moment }: Due): Counted[] {
  const to = ruleset.correlations.get(ruleId)
  const index = to?.correlation.rules.indexOf(via) ?? -1
  if (to === undefined || to.immediate || index < 0) return []
  const { uid, timeMs, value } = moment
  const parts = to.kind.parts(to.correlation, index, value)
  const hit: Hit = { to, via, index, key, parts, because: [], ...(value !== undefined && { value }) }
  return [{ uid, timeMs, hit }]
}

/** A group's hits of one value and rule ask for the same series. */
async function judgeGroup(group: Group, store: WindowStore): Promise<Fired> {
  const { to, key } = group
  const windows = new Map<string, Moment[]>()
  const add = (part: string, moments: readonly Moment[]): void => {
    windows.set(part, [...(windows.get(part) ?? []), ...moments])
  }
  const reads = group.counted.flatMap((of) =>
    to.kind.reads(to.correlation, of.hit.index, of.hit.value).map((read) => ({ of, read })),
  )
  const spans = spansOf(reads.filter(({ read }) => read.need > LOOK_UP_TO))
  const single = [...reads.filter(({ read }) => read.need <= LOOK_UP_TO), ...spans.flat()]
  const looks = single.map(({ of, read }) => lookAt(of, read))
  const found = looks.length > 0 ? await store.add([], looks) : []
  for (const [i, { read }] of single.entries()) add(read.part, found[i]!)
  for (const [first, last] of spans) {
    const { part } = first.read
    const [fromMs, toMs] = [first.of.timeMs, last.of.timeMs]
    const [moments = []] = await store.read([
      { ruleId: to.correlation.id, key, part, fromMs, toMs, limit: MOST_BETWEEN },
    ])
    add(part, moments)
  }
  for (const one of group.counted) for (const part of one.hit.parts) add(part, [momentOf(one)])
  const parts = new Map([...windows].map(([part, moments]) => [part, timelineOf(moments)]))
  return { group, firings: to.kind.judge(to.correlation, group.counted.map(momentOf), parts) }
}

type Wanted = { of: Counted; read: Read }

/**
 * For each series the first and the last hit that it is read for. What each needs lies around these two or between
 * them: a limit on the whole stretch would cost the first what the last has of it.
 */
function spansOf(reads: readonly Wanted[]): [first: Wanted, last: Wanted][] {
  const spans = new Map<string, [Wanted, Wanted]>()
  for (const one of reads) {
    const [first, last] = spans.get(one.read.part) ?? [one, one]
    spans.set(one.read.part, [
      one.of.timeMs < first.of.timeMs ? one : first,
      one.of.timeMs > last.of.timeMs ? one : last,
    ])
  }
  return [...spans.values()]
}

async function eventsOf(fired: readonly Fired[], store: WindowStore): Promise<Map<string, UidEvent>> {
  const uids = new Set(fired.flatMap(({ firings }) => firings.map(({ at }) => at.uid)))
  const events = uids.size > 0 ? await store.events([...uids]) : []
  return new Map(events.map((one) => [one.uid, one]))
}

/** What a hit was made of is not kept: it is read of its event again. */
function withReasons(ruleset: Ruleset, group: Group, events: ReadonlyMap<string, UidEvent>): Group {
  const counted = group.counted.map((one) => {
    const event = events.get(one.uid)
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
