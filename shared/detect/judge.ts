import type { AuditEvent, Json } from '../events/audit-event.ts'
import { aliasesOf } from './aliases/index.ts'
import type { Feed, Ruleset } from './compile-ruleset.ts'
import { countedIn } from './correlate/counted-value.ts'
import type { Linked } from './correlate/linked.ts'
import { explain, holds, selects } from './evaluate.ts'
import { groupKey, keyParts, keyText, type Views } from './key-of.ts'
import { type FindingLabels, labelsOf } from './labels-of.ts'
import type { Places } from './places.ts'
import { shownReasons, summarise } from './present.ts'
import { RecordView } from './record-view.ts'
import type { Because, Exception, RuleInfo } from './rule.ts'
import type { RuleIndex } from './rule-index.ts'

/** A single-event rule fired. */
export type Match = { rule: RuleInfo; key: string; labels: FindingLabels; because: Because[]; summary: string }

/** The event counts towards a correlation, in the group that `key` names. */
export type Hit = {
  to: Linked
  /** The id of the referred rule that it met, and the rule's place among those referred to. */
  via: string
  index: number
  key: string
  /** The series of the group that it belongs to. */
  parts: readonly string[]
  /** What it adds where values count. */
  value?: string
  because: Because[]
}

export type Judgement = { matches: Match[]; hits: Hit[] }

/**
 * Judges one event by every rule that sees it. Rules for `auditflow` read the normalised event, all others its `raw`,
 * where a field that is absent is looked for under the names that the log source has for it.
 * An event counts once towards a correlation, however many of its rules it meets; it does not count when it lacks a
 * field of the group or the value to be counted, nor where an exception says so.
 */
export function judge(ruleset: Ruleset, event: AuditEvent): Judgement {
  const raw = viewsOf(ruleset, event)
  const normalised = { record: raw.event, event: raw.event }
  const found: Judgement = { matches: [], hits: [] }
  judgeAll(ruleset.raw.of(event), event, raw, ruleset.places, found)
  judgeAll(ruleset.normalised.of(event), event, normalised, ruleset.places, found)
  return found
}

/** An event as the rules of its product read it. */
export function viewsOf({ exactNames }: Pick<Ruleset, 'exactNames'>, event: AuditEvent): Views {
  const aliases = exactNames ? undefined : aliasesOf(event.logsource)
  return { record: new RecordView(event.raw, aliases), event: new RecordView(asJson(event)) }
}

/** An event is JSON by its schema; loose objects' unknown members keep the type system from seeing it. */
function asJson(event: AuditEvent): Json {
  return event as unknown as Json
}

function judgeAll(index: RuleIndex, event: AuditEvent, views: Views, places: Places, found: Judgement): void {
  for (const { rule, feeds } of index.candidatesFor(views.record)) {
    if (!holds(rule.condition, views.record) || isExcepted(rule.exceptions, views, event.time)) continue
    const because = shownReasons(explain(rule.condition, views.record))
    if (!rule.silent) {
      const parts = keyParts(rule, views)
      const key = keyText(parts)
      const summary = summarise(rule.info.title, key, because)
      found.matches.push({ rule: rule.info, key, labels: labelsOf(event, parts), because, summary })
    }
    for (const feed of feeds) {
      const hit = hitOf(feed, rule.info.id, views, event.time, places)
      if (hit !== undefined && !found.hits.some((other) => isSame(other, hit))) found.hits.push({ ...hit, because })
    }
  }
}

/** How an event counts towards a correlation; undefined when it lacks a field of the group or the value. */
export function hitOf(
  { to, index }: Feed,
  via: string,
  views: Views,
  timeMs: number,
  places: Places,
): Omit<Hit, 'because'> | undefined {
  const { correlation, kind } = to
  const key = groupKey(correlation.groupBy, views, via)
  if (key === undefined || isExcepted(correlation.exceptions, views, timeMs)) return undefined
  const measured = countedIn(correlation, views, places)
  if (!measured.counts) return undefined
  const { value } = measured
  return { to, via, index, key, parts: kind.parts(correlation, index, value), ...(value !== undefined && { value }) }
}

/** An event counts once in a series, however many rules it meets. */
function isSame(a: Omit<Hit, 'because'>, b: Omit<Hit, 'because'>): boolean {
  return a.to === b.to && a.key === b.key && a.parts.every((part) => b.parts.includes(part))
}

/** Whether an exception that is in force at a time keeps the event away. */
export function isExcepted(exceptions: readonly Exception[], { record, event }: Views, timeMs: number): boolean {
  return exceptions.some(
    ({ node, expiresMs }) =>
      (expiresMs === undefined || timeMs < expiresMs) && (selects(node, record) || selects(node, event)),
  )
}
