import type { AuditEvent } from '../events/audit-event.ts'
import type { Candidate } from './compile-ruleset.ts'
import { sees } from './parse-source.ts'
import { RuleIndex } from './rule-index.ts'

/** Names that rules give, numbered from 1; 0 stands for every other. */
type Numbered<Name> = ReadonlyMap<Name | undefined, number>

/** An index of rules for each kind of log source, made when the first event of it comes. */
export class SourceIndexes {
  readonly #candidates: readonly Candidate[]
  readonly #isIndexed: boolean
  readonly #products: Numbered<string>
  readonly #services: Numbered<string>
  readonly #categories: Numbered<string>
  readonly #classes: Numbered<number>
  /** As many at most as there are combinations of names in rules, whatever names events come with. */
  readonly #indexes = new Map<number, RuleIndex>()

  constructor(candidates: readonly Candidate[], isIndexed: boolean) {
    this.#candidates = candidates
    this.#isIndexed = isIndexed
    const sources = candidates.map(({ rule }) => rule.source)
    this.#products = numbered(sources.map(({ product }) => product))
    this.#services = numbered(sources.map(({ service }) => service))
    this.#categories = numbered(sources.map(({ category }) => category))
    this.#classes = numbered(sources.map(({ classUid }) => classUid))
  }

  /** The index of the rules that see the event. */
  of(event: AuditEvent): RuleIndex {
    const kind = this.#kindOf(event)
    let index = this.#indexes.get(kind)
    if (index === undefined) {
      index = new RuleIndex(
        this.#candidates.filter(({ rule }) => sees(rule.source, event)),
        this.#isIndexed,
      )
      this.#indexes.set(kind, index)
    }
    return index
  }

  /** The same for events that the same rules see: rules tell events apart only by the names they give. */
  #kindOf({ logsource, class_uid }: AuditEvent): number {
    const product = this.#products.get(logsource.product) ?? 0
    const service = this.#services.get(logsource.service) ?? 0
    const category = this.#categories.get(logsource.category) ?? 0
    const classUid = this.#classes.get(class_uid) ?? 0
    const withService = product * (this.#services.size + 1) + service
    return (withService * (this.#categories.size + 1) + category) * (this.#classes.size + 1) + classUid
  }
}

function numbered<Name>(names: readonly (Name | undefined)[]): Numbered<Name> {
  const distinct = new Set(names)
  distinct.delete(undefined)
  return new Map([...distinct].map((name, i) => [name, i + 1]))
}
