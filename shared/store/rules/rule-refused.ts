import { RuleFault } from '../../detect/fault.ts'

/** What a user asked of the rules can't be done: the field that is wrong, the reason, and how to mend it. */
export class RuleRefused extends Error {
  override readonly name = 'RuleRefused'
  readonly field: string
  readonly reason: string
  readonly remedy: string
  constructor(field: string, reason: string, remedy: string) {
    super(`${field}: ${reason}; ${remedy}`)
    this.field = field
    this.reason = reason
    this.remedy = remedy
  }
}

/** Runs what reads a part of a rule and says which field it was when that can't be read. Throws `RuleRefused`. */
export function refusing<T>(field: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof RuleFault) throw new RuleRefused(field, error.message, error.remedy)
    throw error
  }
}

/** A text as it is stored. Throws `RuleRefused` for one that is empty or none. */
export function requiredText(field: string, value: unknown): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw new RuleRefused(field, 'is missing', `give "${field}" as a text`)
}
