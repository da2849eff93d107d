import type { Ruleset } from '../compile-ruleset.ts'
import type { FindingLabels } from '../labels-of.ts'
import { summariseMeasured } from '../present.ts'
import type { Because } from '../rule.ts'
import type { Findings } from './findings.ts'
import { type Counted, type Fired, type Group, groupsOf, lookAt, momentOf } from './group.ts'
import { groupLabels } from './group-labels.ts'
import { judgeWaiting, withReasons } from './judge-waiting.ts'
import type { Firing } from './kind.ts'
import type { Linked } from './linked.ts'
import { rise } from './rise.ts'
import { thin } from './thin.ts'
import { timelineOf } from './timeline.ts'
import type { Look, Moment, NewHit, UidEvent, WindowStore } from './window-store.ts'

/** What is to be counted and judged together. */
export type Work = {
  /** New hits. */
  hits: readonly Counted[]
  /** Hits that have waited and are due. */
  waited?: readonly Counted[]
  /** Whatever is due by then is to be judged, be it that what waited has made it: nothing before it is to come. */
  untilMs?: number
  /** The clock before these hits: what fires at an event older than a correlation's lateness does not count there. */
  clockMs?: number | undefined
}

/**
 * Counts hits towards their correlations and judges them, storey by storey: what fires counts towards those built upon
 * it.
 * @param known the events of the hits, as far as they are at hand
 */
export async function countHits(
  ruleset: Ruleset,
  { hits, waited = [], untilMs = Number.NEGATIVE_INFINITY, clockMs = Number.NEGATIVE_INFINITY }: Work,
  known: ReadonlyMap<string, UidEvent>,
  store: WindowStore,
  findings: Findings,
): Promise<void> {
  const isDue = (one: Counted): boolean => dueOf(one) !== undefined && dueOf(one)! <= untilMs
  const risen = [...hits]
  let events = known
  const top = Math.max(0, ...[...ruleset.correlations.values()].map(({ storey }) => storey))
  for (let storey = 1; storey <= top; storey++) {
    const counted = thin(risen.filter(({ hit }) => hit.to.storey === storey))
    const due = [...waited.filter(({ hit }) => hit.to.storey === storey), ...counted.filter(isDue)]
    const fired = counted.length > 0 ? await countStorey(counted, isDue, store) : []
    fired.push(...(await Promise.all(groupsOf(due).map((group) => judgeWaiting(group, store)))))
    events = await eventsOf(fired, events, store)
    for (const { group, firings } of fired)
      addFirings(withReasons(ruleset, group, events), firings, groupLabels(ruleset, group, events), findings)
    risen.push(...rise(ruleset, fired, events).filter(({ timeMs, hit }) => timeMs >= clockMs - hit.to.lateMs))
  }
}

/** Adds the hits of one storey and judges those that fire at once. */
async function countStorey(
  counted: readonly Counted[],
  isDue: (one: Counted) => boolean,
  store: WindowStore,
): Promise<Fired[]> {
  const groups = groupsOf(counted.filter(({ hit }) => hit.to.immediate))
  const asked = groups.flatMap((group) => looksOf(group).map((look) => ({ group, look })))
  const found = await store.add(
    counted.flatMap((one) => newHits(one, isDue(one))),
    asked.map(({ look }) => look),
  )
  const windows = new Map(groups.map((group) => [group, windowsOf(group)]))
  for (const [i, { group, look }] of asked.entries()) {
    const window = windows.get(group)!.get(look.part)
    if (window === undefined) windows.get(group)!.set(look.part, found[i]!)
    else for (const moment of found[i]!) window.push(moment)
  }
  return groups.map((group) => {
    const parts = new Map([...windows.get(group)!].map(([part, moments]) => [part, timelineOf(moments)]))
    return { group, firings: group.to.kind.judge(group.to.correlation, group.counted.map(momentOf), parts) }
  })
}

/** Where a group's hits look. An event that is a hit of many rules asks once for all of them. */
function looksOf({ to, counted }: Group): Look[] {
  const looks = new Map<string, Map<string, Look>>()
  for (const one of counted) {
    const ofEvent = looks.get(one.uid) ?? new Map<string, Look>()
    looks.set(one.uid, ofEvent)
    for (const read of to.kind.reads(to.correlation, one.hit.index, one.hit.value))
      if (!ofEvent.has(read.part)) ofEvent.set(read.part, lookAt(one, read))
  }
  return [...looks.values()].flatMap((ofEvent) => [...ofEvent.values()])
}

/** What a group's own hits add to its windows. */
function windowsOf({ counted }: Group): Map<string, Moment[]> {
  const windows = new Map<string, Moment[]>()
  for (const one of counted)
    for (const part of one.hit.parts) {
      const window = windows.get(part)
      if (window === undefined) windows.set(part, [momentOf(one)])
      else window.push(momentOf(one))
    }
  return windows
}

/** When a hit is to be judged; undefined for one that is judged at once, or that only others look at. */
function dueOf({ timeMs, hit: { to, index, value } }: Counted): number | undefined {
  if (to.dueMs === undefined || to.kind.reads(to.correlation, index, value).length === 0) return undefined
  return timeMs + to.dueMs
}

function newHits(counted: Counted, isDue: boolean): NewHit[] {
  const { to, key, parts, via } = counted.hit
  const dueMs = isDue ? undefined : dueOf(counted)
  return parts.map((part, i) => ({
    ruleId: to.correlation.id,
    key,
    part,
    moment: momentOf(counted),
    immediate: to.immediate,
    ...(dueMs !== undefined && i === 0 && { due: { via, dueMs } }),
  }))
}

/** The events that are fired at: for those built upon theirs, and for the reasons of what has waited. */
async function eventsOf(
  fired: readonly Fired[],
  known: ReadonlyMap<string, UidEvent>,
  store: WindowStore,
): Promise<ReadonlyMap<string, UidEvent>> {
  const wanted = fired.filter(({ group: { to } }) => to.feeds.length > 0 || !to.immediate)
  const uids = new Set(wanted.flatMap(({ firings }) => firings.map(({ at }) => at.uid)))
  const missing = [...uids].filter((uid) => !known.has(uid))
  const read = missing.length > 0 ? await store.events(missing) : []
  return new Map([...known, ...read.map((one) => [one.uid, one] as const)])
}

/** Adds what a group's firings say to the findings, unless the correlation only feeds others. */
function addFirings(
  { to, key, counted }: Group,
  firings: readonly Firing[],
  labels: FindingLabels,
  findings: Findings,
): void {
  if (to.correlation.silent) return
  const because = new Map(counted.map(({ uid, hit }) => [uid, hit.because]))
  for (const { at, moments, measured } of firings)
    findings.add({
      rule: to.correlation,
      key,
      labels,
      summary: summariseMeasured(to.correlation.title, key, measured),
      why: [...(because.get(at.uid) ?? counted[0]?.hit.because ?? []), condition(to, measured)],
      windowMs: to.correlation.timespanMs,
      events: moments,
    })
}

function condition({ correlation: { type } }: Linked, measured: string): Because {
  return { selection: 'correlation', field: type, value: measured }
}
