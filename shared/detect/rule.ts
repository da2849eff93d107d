import type { Level } from '../events/catalogue.ts'
import type { FieldPath } from './field-path.ts'
import type { Need } from './need.ts'
import type { RecordView } from './record-view.ts'

/** What is shown of a rule wherever it raises an alert. */
export type RuleInfo = {
  /** The rule's `id`; for a rule without one its `name`, else its title. */
  id: string
  title: string
  level: Level
  tags: readonly string[]
  description?: string
  author?: string
  falsepositives?: readonly string[]
}

/** Why a rule fired: one field of one selection, `field` being the path of the value within its record. */
export type Because = { selection: string; field: string; value: string }

export type Evidence = { field: string; value: string }

/** One test on a record: the value that satisfied it, or undefined. */
export type Test = (record: RecordView) => Evidence | undefined

/**
 * A selection of a rule: tests under AND and OR. `not` turns its one part round and has no evidence of its own. A record
 * without a test's `need` does not satisfy it.
 */
export type Node =
  | { kind: 'all' | 'any'; parts: readonly Node[] }
  | { kind: 'not'; part: Node }
  | { kind: 'test'; test: Test; need: Need | undefined }

export type Selection = { name: string; node: Node }

/** A rule's condition over its selections; `count` holds when at least `needed` of them do. */
export type Condition =
  | { kind: 'all' | 'any'; parts: readonly Condition[] }
  | { kind: 'not'; part: Condition }
  | { kind: 'count'; needed: number; of: readonly Selection[] }
  | { kind: 'selection'; selection: Selection }

/** Sigma's log source of a rule, lower-cased. `classUid` stands for the category of a rule for `auditflow`. */
export type RuleSource = { product?: string; service?: string; category?: string; classUid?: number }

/** A detection rule, ready to judge events. */
export type Rule = {
  info: RuleInfo
  /** Sigma's `name`, by which correlation rules may refer to it. */
  name?: string
  source: RuleSource
  condition: Condition
  /** The custom attribute `auditflow: { key: [...] }`: what an alert of this rule is about. */
  keyFields?: readonly FieldPath[]
  /** True when correlation rules refer to it and none of them says `generate: true`: it raises no alert itself. */
  silent: boolean
}

/** A correlation rule (Sigma correlation rules specification 2.1), of the two types that count over a sliding window. */
export type Correlation = RuleInfo & {
  type: 'event_count' | 'value_count'
  /** The referred rules' ids. */
  rules: readonly string[]
  groupBy: readonly FieldPath[]
  timespanMs: number
  /** The least count that meets the condition: N for `gte: N`, N + 1 for `gt: N`. */
  threshold: number
  /** The fields whose distinct values `value_count` counts; several are taken together. */
  valueFields: readonly FieldPath[]
}

export type ParsedRules = { rules: Rule[]; correlations: Correlation[] }
