import { parse } from 'yaml'
import { type ParsedRules, RuleFault } from '../../shared/detect/index.ts'
import { parseException } from '../../shared/detect/parse-custom.ts'
import type { Placeholders } from '../../shared/detect/placeholders.ts'
import type { Exception } from '../../shared/detect/rule.ts'
import { CommandError } from './command.ts'

/** The rules with an exception more for each that alerts. Throws `CommandError` when it can't be read. */
export function withException(rules: ParsedRules, when: string, placeholders: Placeholders): ParsedRules {
  const exception = read(when, placeholders)
  const added = <T extends { exceptions: readonly Exception[]; silent: boolean }>(rule: T): T =>
    rule.silent ? rule : { ...rule, exceptions: [...rule.exceptions, exception] }
  return { rules: rules.rules.map(added), correlations: rules.correlations.map(added) }
}

function read(when: string, placeholders: Placeholders): Exception {
  try {
    return parseException({ reason: 'backtest', when: parse(when) as unknown }, placeholders)
  } catch (error) {
    const { message } = error as Error
    const remedy = error instanceof RuleFault ? `; ${error.remedy}` : ''
    throw new CommandError(`--exception: ${message.split('\n', 1)[0]}${remedy}`, { cause: error })
  }
}
