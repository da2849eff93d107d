/** A rule that was not loaded: which, why, and what its author can do. The rest of the rules load without it. */
export type Fault = {
  /** The file's name as it was given. */
  file: string
  /** The rule's title, else its id, else `(untitled)`. */
  rule: string
  problem: string
  remedy: string
}

/** Thrown while one rule is read; `parseRules` turns it into that rule's `Fault`. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault'
  readonly remedy: string
  constructor(problem: string, remedy: string) {
    super(problem)
    this.remedy = remedy
  }
}

/** The fault as one line for a log or a page. */
export function faultLine(fault: Fault): string {
  return `${fault.file}: "${fault.rule}": ${fault.problem}; ${fault.remedy}`
}
