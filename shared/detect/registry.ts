import { RuleFault } from './fault.ts'
import type { Correlation, Rule } from './rule.ts'

/** What a correlation can refer to, by what it may be called. */
type Entry = { id: string; name: string | undefined; title: string }

const FORMS: readonly ((entry: Entry) => string | undefined)[] = [
  ({ id }) => id,
  ({ name }) => name,
  ({ title }) => title,
]

/** The rules read so far, by what correlation rules and filters may call them. */
export class Registry {
  readonly #rules = new Map<string, Rule>()
  readonly #correlations = new Map<string, Correlation>()
  /** For each way of calling a rule: the rules of that call. */
  readonly #called = FORMS.map(() => new Map<string, string[]>())

  /** Throws `RuleFault` when another rule has the same id: alerts are told apart by it. */
  add(rule: Rule): Rule {
    this.#claim({ id: rule.info.id, name: rule.name, title: rule.info.title })
    this.#rules.set(rule.info.id, rule)
    return rule
  }

  /** As `add`, of a correlation rule. */
  addCorrelation(correlation: Correlation): void {
    this.#claim({ id: correlation.id, name: correlation.name, title: correlation.title })
    this.#correlations.set(correlation.id, correlation)
  }

  /** The ids of the rules under an id, else under a name, else under a title. */
  find(reference: string): readonly string[] {
    return this.#called.map((calls) => calls.get(reference) ?? []).find((ids) => ids.length > 0) ?? []
  }

  /** The id of the one rule, detection or correlation, that a reference means. Throws `RuleFault` when it means none, or several. */
  resolve(reference: string): string {
    const found = this.find(reference)
    if (found.length === 1) return found[0]!
    if (found.length > 1) throw new RuleFault(`several rules are called "${reference}"`, 'refer to the rule by its id')
    throw new RuleFault(`there is no rule "${reference}"`, 'give the id or name of a rule that loads')
  }

  /** The one detection rule that a reference means. Throws `RuleFault` as `resolve`, and for a correlation rule. */
  resolveRule(reference: string): Rule {
    const rule = this.#rules.get(this.resolve(reference))
    if (rule !== undefined) return rule
    throw new RuleFault(`"${reference}" is a correlation rule`, 'refer to the detection rules that it counts')
  }

  /** What a rule of that id is called. */
  titleOf(id: string): string {
    return this.#rules.get(id)?.info.title ?? this.#correlations.get(id)?.title ?? id
  }

  #claim(entry: Entry): void {
    const { id } = entry
    if (this.#rules.has(id) || this.#correlations.has(id))
      throw new RuleFault(`another rule has the id "${id}" too`, 'give each rule an id of its own')
    for (const [i, form] of FORMS.entries()) {
      const call = form(entry)
      if (call === undefined) continue
      const ids = this.#called[i]!.get(call)
      if (ids === undefined) this.#called[i]!.set(call, [id])
      else ids.push(id)
    }
  }
}
