import type { Ruleset } from '../compile-ruleset.ts'
import { type Hit, hitOf, viewsOf } from '../judge.ts'
import { summariseMeasured } from '../present.ts'
import type { Because } from '../rule.ts'
import type { Findings } from './findings.ts'
import type { Firing, Read } from './kind.ts'
import type { Linked } from './linked.ts'
import { timelineOf } from './timeline.ts'
import type { Look, Moment, NewHit, UidEvent, WindowStore } from './window-store.ts'

/** A hit and the event that made it. */
export type Counted = { uid: string; timeMs: number; hit: Hit }

/** The hits of one correlation and key that came together. */
export type Group = { to: Linked; key: string; counted: Counted[] }

/**
 * Counts hits towards their correlations, storey by storey: what fires counts towards those built upon it.
 * @param known the events of the hits, as far as they are at hand
 */
export async function countHits(
  ruleset: Ruleset,
  hits: readonly Counted[],
  known: ReadonlyMap<string, UidEvent>,
  store: WindowStore,
  findings: Findings,
): Promise<void> {
  const waiting = [...hits]
  const top = Math.max(0, ...[...ruleset.correlations.values()].map(({ storey }) => storey))
  for (let storey = 1; storey <= top; storey++) {
    const counted = waiting.filter(({ hit }) => hit.to.storey === storey)
    if (counted.length === 0) continue
    const fired = await countStorey(counted, store)
    for (const { group, firings } of fired) addFirings(group, firings, findings)
    waiting.push(...(await upwards(ruleset, fired, known, store)))
  }
}

export type Fired = { group: Group; firings: Firing[] }

/** Adds the hits of one storey and judges those that fire at once. */
async function countStorey(counted: readonly Counted[], store: WindowStore): Promise<Fired[]> {
  const looks = counted.filter(({ hit }) => hit.to.immediate).flatMap((one) => looksOf(one))
  const found = await store.add(
    counted.flatMap(newHits),
    looks.map(({ look }) => look),
  )
  const windows = new Map<Group, Map<string, Moment[]>>()
  const groups = groupsOf(counted.filter(({ hit }) => hit.to.immediate))
  const groupOf = new Map(groups.flatMap((group) => group.counted.map((one) => [one, group] as const)))
  for (const [i, { of, part }] of looks.entries()) {
    const group = groupOf.get(of)!
    const parts = windows.get(group) ?? new Map<string, Moment[]>()
    windows.set(group, parts)
    const window = parts.get(part) ?? []
    parts.set(part, window)
    window.push(...found[i]!)
    if (of.hit.parts.includes(part)) window.push(momentOf(of))
  }
  return groups.map((group) => {
    const ats = group.counted.map(momentOf)
    const parts = new Map([...(windows.get(group) ?? [])].map(([part, moments]) => [part, timelineOf(moments)]))
    return { group, firings: group.to.kind.judge(group.to.correlation, ats, parts) }
  })
}

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

function looksOf(of: Counted): { of: Counted; part: string; look: Look }[] {
  const { to, index, value } = of.hit
  return to.kind.reads(to.correlation, index, value).map((read) => ({ of, part: read.part, look: lookAt(of, read) }))
}

/** Stands before every other: a look around it leaves nothing out. */
const FIRST_UID = '00000000-0000-0000-0000-000000000000'

/**
 * The look around a hit. Its own is left out where the caller has it at hand; in another series of the group the same
 * event may stand by another rule, put there by an earlier judgement, and is seen.
 */
export function lookAt({ uid, timeMs, hit: { to, key, parts } }: Counted, read: Read): Look {
  const { correlation, immediate } = to
  return { ruleId: correlation.id, key, ...read, timeMs, uid: parts.includes(read.part) ? uid : FIRST_UID, immediate }
}

function newHits(counted: Counted): NewHit[] {
  const { to, key, parts, via, index, value } = counted.hit
  const isJudged = to.kind.reads(to.correlation, index, value).length > 0
  const due = to.dueMs !== undefined && isJudged ? { via, dueMs: counted.timeMs + to.dueMs } : undefined
  return parts.map((part, i) => ({
    ruleId: to.correlation.id,
    key,
    part,
    moment: momentOf(counted),
    immediate: to.immediate,
    ...(due !== undefined && i === 0 && { due }),
  }))
}

export function momentOf({ uid, timeMs, hit: { value } }: Counted): Moment {
  return { uid, timeMs, ...(value !== undefined && { value }) }
}

/** Adds what a group's firings say to the findings, unless the correlation only feeds others. */
export function addFirings({ to, key, counted }: Group, firings: readonly Firing[], findings: Findings): void {
  if (to.correlation.silent) return
  const because = new Map(counted.map(({ uid, hit }) => [uid, hit.because]))
  for (const { at, moments, measured } of firings)
    findings.add({
      rule: to.correlation,
      key,
      summary: summariseMeasured(to.correlation.title, key, measured),
      why: [...(because.get(at.uid) ?? counted[0]?.hit.because ?? []), condition(to, measured)],
      windowMs: to.correlation.timespanMs,
      events: moments,
    })
}

function condition({ correlation: { type } }: Linked, measured: string): Because {
  return { selection: 'correlation', field: type, value: measured }
}

/** The hits that firings make in the correlations built upon theirs. */
export async function upwards(
  ruleset: Ruleset,
  fired: readonly Fired[],
  known: ReadonlyMap<string, UidEvent>,
  store: WindowStore,
): Promise<Counted[]> {
  const rising = fired.filter(({ group }) => group.to.feeds.length > 0)
  const missing = rising.flatMap(({ firings }) => firings.map(({ at }) => at.uid)).filter((uid) => !known.has(uid))
  const read = missing.length > 0 ? await store.events([...new Set(missing)]) : []
  const events = new Map([...known, ...read.map((one) => [one.uid, one] as const)])
  return rising.flatMap(({ group, firings }) =>
    firings.flatMap((firing) => {
      const event = events.get(firing.at.uid)
      return event === undefined ? [] : hitsAbove(ruleset, group.to, firing, event)
    }),
  )
}

function hitsAbove(ruleset: Ruleset, from: Linked, { measured }: Firing, { uid, event }: UidEvent): Counted[] {
  const views = viewsOf(ruleset, event)
  const read = from.normalised ? { ...views, record: views.event } : views
  const { id, title } = from.correlation
  return from.feeds.flatMap((feed) => {
    const hit = hitOf(feed, id, read, event.time, ruleset.places)
    const because = [{ selection: 'correlation', field: title, value: measured }]
    return hit === undefined ? [] : [{ uid, timeMs: event.time, hit: { ...hit, because } }]
  })
}
