import type { Level } from '../events/catalogue.ts'
import type { FieldPath } from './field-path.ts'
import type { Need } from './need.ts'
import type { RecordView } from './record-view.ts'

/** `live` rules alert; `shadow` rules are counted and alert nobody; rules that are `off` judge nothing. */
export const STAGES = ['live', 'shadow', 'off'] as const
export type Stage = (typeof STAGES)[number]

/** What becomes of a rule's alerts by themselves, in milliseconds; 0 is never. Absent: a setting. */
export type AlertLife = {
  /** After so long without a match an alert is resolved. */
  quietMs?: number
  /** For so long after it was resolved a match re-opens an alert; later it opens a new one. */
  reopenMs?: number
}

/** What is shown of a rule wherever it raises an alert. */
export type RuleInfo = AlertLife & {
  /** The rule's `id`; for a rule without one its `name`, else its title. */
  id: string
  title: string
  level: Level
  tags: readonly string[]
  /** The first 12 hex digits of the SHA-256 of its document: another text is another version. */
  version: string
  stage: Stage
  description?: string
  author?: string
  falsepositives?: readonly string[]
}

/** Why a rule fired: one field of one selection, `field` being the path of the value within its record. */
export type Because = { selection: string; field: string; value: string }

export type Evidence = { field: string; value: string }

/** One test on a record: the value that satisfied it, or undefined. */
export type Test = (record: RecordView) => Evidence | undefined

/** A test as the rule's author wrote it: the key with its modifiers, empty for a keyword, and the value wanted. */
export type Label = { key: string; value: unknown }

/**
 * A selection of a rule: tests under AND and OR. `not` turns its one part round and has no evidence of its own. A record
 * without a test's `need` does not satisfy it.
 */
export type Node =
  | { kind: 'all' | 'any'; parts: readonly Node[] }
  | { kind: 'not'; part: Node }
  | { kind: 'test'; test: Test; need: Need | undefined; label: Label }

export type Selection = { name: string; node: Node }

/** A rule's condition over its selections; `count` holds when at least `needed` of them do. */
export type Condition =
  | { kind: 'all' | 'any'; parts: readonly Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'count'; needed: number; of: readonly Selection[] }
  | { kind: 'selection'; selection: Selection }

/** Sigma's log source of a rule, lower-cased. `classUid` stands for the category of a rule for `auditflow`. */
export type RuleSource = { product?: string; service?: string; category?: string; classUid?: number }

/** Events that a rule is not to see. */
export type Exception = {
  reason: string
  /** Milliseconds since 1970 UTC: events from then on are seen again. */
  expiresMs?: number
  node: Node
}

/** A detection rule, ready to judge events. */
export type Rule = {
  info: RuleInfo
  /** Sigma's `name`, by which correlation rules may refer to it. */
  name?: string
  source: RuleSource
  condition: Condition
  exceptions: readonly Exception[]
  /** The custom attribute `auditflow: { key: [...] }`: what an alert of this rule is about. */
  keyFields?: readonly FieldPath[]
  /** True when correlation rules refer to it and none of them says `generate: true`: it raises no alert itself. */
  silent: boolean
}

/**
 * The types of Sigma's correlation rules specification 2.1 with `value_median`, and from `absence` on AuditFlow's own:
 * see README.md.
 */
export const CORRELATION_TYPES = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_median',
  'value_percentile',
  'absence',
  'new_term',
  'spike',
  'flatline',
  'impossible_travel',
] as const
export type CorrelationType = (typeof CORRELATION_TYPES)[number]

export const OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
export type Operator = (typeof OPERATORS)[number]

/** One comparison of a correlation's condition; several must all hold. */
export type Bound = { operator: Operator; limit: number }

/** A field that groups events. An alias names another field for each referred rule, by the rule's id. */
export type GroupField = { path: FieldPath; aliases?: ReadonlyMap<string, FieldPath> }

/** A correlation rule: what it asks of the events that its rules find. */
export type Correlation = RuleInfo & {
  name?: string
  type: CorrelationType
  /** The referred rules' ids, detection rules or correlation rules, in the order given. */
  rules: readonly string[]
  /** Their titles, in the same order. */
  titles: readonly string[]
  groupBy: readonly GroupField[]
  timespanMs: number
  bounds: readonly Bound[]
  /** The fields whose values are counted or measured; several are taken together. */
  valueFields: readonly FieldPath[]
  /** `value_percentile`: which percentile of the numbers, 0 to 100. Absent: the share of the event's own value, in percent. */
  percentile?: number
  /** `new_term`: how many earlier hits a group must have had before a value can be new to it. */
  known?: number
  /** `spike`: how far back the average reaches. */
  baselineMs?: number
  /** `spike`: the fewest hits that can be one. */
  least?: number
  /** How late an event may come and still count, and how long a rule that must wait waits; a setting when absent. */
  latenessMs?: number
  exceptions: readonly Exception[]
  /** As of a detection rule. */
  silent: boolean
}

export type ParsedRules = { rules: Rule[]; correlations: Correlation[] }
