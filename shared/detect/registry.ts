import { RuleFault } from './fault.ts'
import type { Correlation, Rule } from './rule.ts'

/** The rules read so far, by what correlation rules may call them. */
export class Registry {
  readonly #rules: Rule[] = []
  readonly #ids = new Set<string>()

  /** Throws `RuleFault` when another rule has the same id: alerts are told apart by it. */
  add(rule: Rule): Rule {
    this.#claim(rule.info.id)
    this.#rules.push(rule)
    return rule
  }

  /** The rules under an id, else under a name, else under a title. */
  find(reference: string): Rule[] {
    const forms: ((rule: Rule) => string | undefined)[] = [
      (rule) => rule.info.id,
      (rule) => rule.name,
      (rule) => rule.info.title,
    ]
    const found = forms.map((form) => this.#rules.filter((rule) => form(rule) === reference))
    return found.find((rules) => rules.length > 0) ?? []
  }

  /** The correlation with its references turned into rule ids. Throws `RuleFault` when one names no rule, or several. */
  link(correlation: Correlation): Correlation {
    const rules = correlation.rules.map((reference) => this.resolve(reference).info.id)
    this.#claim(correlation.id)
    return { ...correlation, rules: [...new Set(rules)] }
  }

  /** The one rule that a reference means. Throws `RuleFault` when it means none, or several. */
  resolve(reference: string): Rule {
    const found = this.find(reference)
    if (found.length === 1) return found[0]!
    if (found.length > 1) throw new RuleFault(`several rules are called "${reference}"`, 'refer to the rule by its id')
    throw new RuleFault(
      `there is no detection rule "${reference}"`,
      'give the id or name of a detection rule that loads',
    )
  }

  #claim(id: string): void {
    if (this.#ids.has(id)) throw new RuleFault(`another rule has the id "${id}" too`, 'give each rule an id of its own')
    this.#ids.add(id)
  }
}
