import type { AuditEvent, Json } from '../events/audit-event.ts'
import { aliasesOf } from './aliases/index.ts'
import type { Ruleset } from './compile-ruleset.ts'
import { explain, holds } from './evaluate.ts'
import { countedValue, groupKey, keyOf, type Views } from './key-of.ts'
import { shownReasons, summarise } from './present.ts'
import { RecordView } from './record-view.ts'
import type { Because, Correlation, RuleInfo } from './rule.ts'
import type { RuleIndex } from './rule-index.ts'

/** A single-event rule fired. */
export type Match = { rule: RuleInfo; key: string; because: Because[]; summary: string }

/** The event counts towards a correlation, in the group that `key` names. */
export type Hit = {
  correlation: Correlation
  key: string
  /** The value a `value_count` counts. */
  value?: string
  because: Because[]
  summary: string
}

export type Judgement = { matches: Match[]; hits: Hit[] }

/**
 * Judges one event by every rule that sees it. Rules for `auditflow` read the normalised event, all others its `raw`,
 * where a field that is absent is looked for under the names that the log source has for it.
 * An event counts once towards a correlation, however many of its rules it meets; it does not count when it lacks a
 * field of the group or the value to be counted.
 */
export function judge(ruleset: Ruleset, event: AuditEvent): Judgement {
  const normalised = new RecordView(asJson(event))
  const aliases = ruleset.exactNames ? undefined : aliasesOf(event.logsource)
  const found: Judgement = { matches: [], hits: [] }
  judgeAll(ruleset.raw.of(event), { record: new RecordView(event.raw, aliases), event: normalised }, found)
  judgeAll(ruleset.normalised.of(event), { record: normalised, event: normalised }, found)
  return found
}

/** An event is JSON by its schema; loose objects' unknown members keep the type system from seeing it. */
function asJson(event: AuditEvent): Json {
  return event as unknown as Json
}

function judgeAll(index: RuleIndex, views: Views, found: Judgement): void {
  for (const { rule, feeds } of index.candidatesFor(views.record)) {
    if (!holds(rule.condition, views.record)) continue
    const because = shownReasons(explain(rule.condition, views.record))
    if (!rule.silent) {
      const key = keyOf(rule, views)
      found.matches.push({ rule: rule.info, key, because, summary: summarise(rule.info.title, key, because) })
    }
    for (const correlation of feeds) addHit(correlation, views, because, found.hits)
  }
}

function addHit(correlation: Correlation, views: Views, because: Because[], hits: Hit[]): void {
  if (hits.some((hit) => hit.correlation === correlation)) return
  const key = groupKey(correlation.groupBy, views)
  const value = correlation.type === 'value_count' ? countedValue(correlation.valueFields, views) : undefined
  if (key === undefined || (correlation.type === 'value_count' && value === undefined)) return
  const summary = summarise(correlation.title, key, because)
  hits.push({ correlation, key, because, summary, ...(value !== undefined && { value }) })
}
