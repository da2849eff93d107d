import type { ParsedRules } from '../../shared/detect/index.ts'
import { type NamedRule, namedRules, onlyRules, rulesCalled } from '../../shared/rules/only-rules.ts'
import { CommandError } from './command.ts'

/** The one rule that a reference means: an id, a name or a title. Throws `CommandError` when it means none, or several. */
export function pickRule(parsed: ParsedRules, reference: string): NamedRule {
  const [found, other] = rulesCalled(reference, namedRules(parsed))
  if (found === undefined)
    throw new CommandError(`no rule "${reference}" loads: give the id, name or title of one that does`)
  if (other !== undefined) throw new CommandError(`several rules are called "${reference}": give the id of one`)
  return found
}

/** The rules asked for with all that they are built upon; all of them where none is asked for. */
export function pickRules(parsed: ParsedRules, references: readonly string[] = []): ParsedRules {
  if (references.length === 0) return parsed
  return onlyRules(
    parsed,
    references.map((reference) => pickRule(parsed, reference).id),
  )
}
