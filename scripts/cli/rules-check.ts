import { faultLine } from '../../shared/detect/index.ts'
import { lintRules, type Warning, warningLine } from '../../shared/rules/lint-rules.ts'
import type { Command } from './command.ts'
import { type LoadedRules, loadRules, ruleFlags, ruleFolders } from './load-rules.ts'
import { parseFlags } from './parse-flags.ts'

/** `rules check`: which rules load, and why the others don't. */
export const rulesCheck: Command = {
  name: 'rules check',
  does: 'Says which rules load, and of each other one why not and how to mend it.',
  usage: `[FOLDER…] [--placeholders FILE.yml] [--expected FILE.yml] [--json]

  FOLDER               folders or files of Sigma rules; without: the own pack and the folders of AUDITFLOW_RULES
  --placeholders FILE  values of %placeholders%: a YAML map of names to lists; without: the file of AUDITFLOW_PLACEHOLDERS
  --expected FILE      what is expected to report, as AUDITFLOW_EXPECTED names it: checked too
  --json               one JSON object instead of lines

Exit code: 0 when every rule loads, 1 when one was refused; warnings leave it 0.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, {
      ...ruleFlags,
      expected: { type: 'string' },
      json: { type: 'boolean' },
    })
    const loaded = await loadRules(ruleFolders(positionals, shell), shell, values.placeholders, values.expected)
    const warnings = lintRules(loaded.documents)
    if (values.json) shell.out(JSON.stringify(asJson(loaded, warnings), null, 2))
    else for (const line of lines(loaded, warnings)) shell.out(line)
    return loaded.faults.length === 0 ? 0 : 1
  },
}

function asJson({ rules, correlations, filters, faults }: LoadedRules, warnings: readonly Warning[]) {
  const counts = { rules: rules.length, correlations: correlations.length, filters }
  return { ...counts, refused: faults, warnings }
}

function lines({ rules, correlations, filters, faults }: LoadedRules, warnings: readonly Warning[]): string[] {
  const kinds = [
    ...(correlations.length > 0 ? [`${correlations.length} of them correlation rules`] : []),
    ...(filters > 0 ? [`${filters} filters beside them`] : []),
    ...(warnings.length > 0 ? [`${warnings.length} warnings`] : []),
  ]
  const summary = `${rules.length + correlations.length} rules load, ${faults.length} refused`
  return [
    ...warnings.map((warning) => `warning: ${warningLine(warning)}`),
    ...faults.map((fault) => `refused: ${faultLine(fault)}`),
    kinds.length === 0 ? summary : `${summary} (${kinds.join(', ')})`,
  ]
}
