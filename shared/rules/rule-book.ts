import { type Fault, RuleFault } from '../detect/fault.ts'
import { type ParsedRules, parseRules, type RuleDocument, type RuleInfo } from '../detect/index.ts'
import { parseException } from '../detect/parse-custom.ts'
import type { Placeholders } from '../detect/placeholders.ts'
import type { Exception, Stage } from '../detect/rule.ts'
import { mergeLayers, type Replaced } from './merge-layers.ts'
import { type LoadedVersion, versionsOf } from './versions-of.ts'

/** What users said of rules beside their documents. */
export type Overrides = {
  stages: readonly { ruleId: string; stage: Stage }[]
  /** `expires`: ISO 8601, compared with the event's time. */
  exceptions: readonly { id: string; ruleId: string; when: unknown; reason: string; expires: string | null }[]
}

export type RuleBookSources = {
  pack: readonly RuleDocument[]
  folder: readonly RuleDocument[]
  database: readonly RuleDocument[]
  overrides: Overrides
  placeholders?: Placeholders
}

/** All rules as they are in force, with what there is to say of them. */
export type RuleBook = ParsedRules & {
  faults: Fault[]
  versions: LoadedVersion[]
  replaced: Replaced[]
  /** Ids that a stage or an exception is for, and no rule that loaded has. */
  unmatched: string[]
}

/** What detection rules and correlation rules both have that users may override. */
type Overridable = { info: RuleInfo; except(exception: Exception): void }

/**
 * Reads the rules of every origin as one set. The folder's rule replaces the pack's of the same id, and the database's
 * both. A version is that of the document as it was written: another stage or exception of the database leaves it.
 * An exception that can't be read is a fault and its rule loads without it.
 */
export function buildRuleBook(sources: RuleBookSources): RuleBook {
  const { placeholders = {} } = sources
  const { merged, replaced } = mergeLayers(sources)
  const { faults, ...parsed } = parseRules(
    merged.map(({ document }) => document),
    { placeholders },
  )
  const versions = versionsOf(merged, parsed, faults)
  const unmatched = override(parsed, sources.overrides, placeholders, faults)
  return { ...parsed, faults, versions, replaced, unmatched }
}

function override(
  parsed: ParsedRules,
  { stages, exceptions }: Overrides,
  placeholders: Placeholders,
  faults: Fault[],
): string[] {
  const rules = overridable(parsed)
  for (const { ruleId, stage } of stages) {
    const rule = rules.get(ruleId)
    if (rule !== undefined) rule.info.stage = stage
  }
  for (const { id, ruleId, ...written } of exceptions) {
    const rule = rules.get(ruleId)
    if (rule === undefined) continue
    try {
      rule.except(parseException(written, placeholders))
    } catch (error) {
      if (!(error instanceof RuleFault)) throw error
      const problem = `its exception ${id} is left out: ${error.message}`
      faults.push({ file: 'database', rule: rule.info.title, problem, remedy: error.remedy })
    }
  }
  const ids = new Set([...stages, ...exceptions].map(({ ruleId }) => ruleId))
  return [...ids].filter((id) => !rules.has(id))
}

function overridable({ rules, correlations }: ParsedRules): Map<string, Overridable> {
  const all: Overridable[] = [
    ...rules.map((rule) => ({
      info: rule.info,
      except: (one: Exception) => {
        rule.exceptions = [...rule.exceptions, one]
      },
    })),
    ...correlations.map((correlation) => ({
      info: correlation,
      except: (one: Exception) => {
        correlation.exceptions = [...correlation.exceptions, one]
      },
    })),
  ]
  return new Map(all.map((one) => [one.info.id, one]))
}
