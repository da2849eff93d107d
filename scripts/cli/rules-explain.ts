import { compileRuleset, judge, type Match, type Ruleset } from '../../shared/detect/index.ts'
import { whyNot, whyNotLine } from '../../shared/detect/why-not.ts'
import { conditionText, whyNotCounted } from '../../shared/detect/why-not-correlation.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { onlyRules } from '../../shared/rules/only-rules.ts'
import { type Command, UsageError } from './command.ts'
import { loadRules, placesOf, ruleFlags, ruleFolders } from './load-rules.ts'
import { parseFlags } from './parse-flags.ts'
import { pickRule } from './pick-rules.ts'
import { readGivenEvent } from './read-given-event.ts'

type Explanation = { matches: boolean; lines: string[] }

/** `rules explain`: why a rule finds an event, or does not. */
export const rulesExplain: Command = {
  name: 'rules explain',
  does: 'Says why a rule matches an event, or the first part of it that does not.',
  usage: `EVENT RULE [--rules FOLDER]… [--product NAME [--service NAME]] [--placeholders FILE.yml]

  EVENT                a JSON file, - for stdin: a normalised event, a CloudEvent, or a provider's record (--product);
                       or the uid or id of an event in the database of DATABASE_URL
  RULE                 a rule's id, name or title
  --rules FOLDER       folders or files of Sigma rules; without: the own pack and the folders of AUDITFLOW_RULES
  --product, --service the log source of a provider's record: --product aws --service cloudtrail
  --placeholders FILE  values of %placeholders%; without: the file of AUDITFLOW_PLACEHOLDERS

Exit code: 0 when the event matches, or counts towards a correlation rule; 1 when not.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, {
      ...ruleFlags,
      rules: { type: 'string', multiple: true },
      product: { type: 'string' },
      service: { type: 'string' },
    })
    const [given, reference, stray] = positionals
    if (given === undefined || reference === undefined) throw new UsageError('an EVENT and a RULE are needed')
    if (stray !== undefined) throw new UsageError(`"${stray}" is one argument too many: put a title in quotes`)
    if (values.service !== undefined && values.product === undefined) throw new UsageError('--service needs --product')
    const loaded = await loadRules(ruleFolders(values.rules ?? [], shell), shell, values.placeholders)
    const rule = pickRule(loaded, reference)
    const event = await readGivenEvent(given, values, shell)
    const ruleset = compileRuleset(onlyRules(loaded, [rule.id]), { places: await placesOf(shell) })
    const { matches, lines } = explain(ruleset, rule.id, event)
    for (const line of lines) shell.out(line)
    return matches ? 0 : 1
  },
}

function explain(ruleset: Ruleset, ruleId: string, event: AuditEvent): Explanation {
  return ruleset.correlations.has(ruleId)
    ? explainCorrelation(ruleset, ruleId, event)
    : explainDetection(ruleset, ruleId, event)
}

function explainDetection(ruleset: Ruleset, ruleId: string, event: AuditEvent): Explanation {
  const rule = ruleset.rules.get(ruleId)!
  const why = whyNot(rule, event)
  if (why !== undefined)
    return { matches: false, lines: [`"${rule.info.title}" does not match`, `  ${whyNotLine(why)}`] }
  const match = judge(ruleset, event).matches.find((one) => one.rule.id === ruleId)!
  return { matches: true, lines: [`"${rule.info.title}" matches, key ${match.key}`, ...reasons(match.because)] }
}

function explainCorrelation(ruleset: Ruleset, ruleId: string, event: AuditEvent): Explanation {
  const { correlation } = ruleset.correlations.get(ruleId)!
  const asks = `  it asks for ${conditionText(correlation)}`
  const why = whyNotCounted(correlation, ruleset, event)
  if (why !== undefined)
    return {
      matches: false,
      lines: [`The event does not count towards "${correlation.title}"`, `  ${whyNotLine(why)}`, asks],
    }
  const hits = judge(ruleset, event).hits
  const hit = hits.find(({ to }) => to.correlation.id === ruleId)
  const way = hit === undefined ? 'by way of correlations it is built upon' : `in the group ${hit.key}`
  const lines = [`The event counts towards "${correlation.title}" ${way}`]
  return { matches: true, lines: [...lines, ...reasons((hit ?? hits[0])?.because ?? []), asks] }
}

function reasons(because: Match['because']): string[] {
  return because.map(({ selection, field, value }) =>
    field === '' ? `  selection "${selection}": ${value}` : `  selection "${selection}": ${field} is ${value}`,
  )
}
