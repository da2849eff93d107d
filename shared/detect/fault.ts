/** Where in a document: keys and places in lists, from the outside in. */
export type DocumentPath = readonly (string | number)[]

/** A rule that was not loaded: which, why, and what its author can do. The rest of the rules load without it. */
export type Fault = {
  /** The file's name as it was given. */
  file: string
  /** The line of what is at fault, as near as it is known, counted from 1. */
  line?: number
  /** The rule's title, else its id, else `(untitled)`. */
  rule: string
  problem: string
  remedy: string
}

/** Thrown while one rule is read; `parseRules` turns it into that rule's `Fault`. */
export class RuleFault extends Error {
  override readonly name = 'RuleFault'
  readonly remedy: string
  /** The part at fault; the whole document when nobody said (`within`). */
  readonly path: DocumentPath
  constructor(problem: string, remedy: string, path: DocumentPath = []) {
    super(problem)
    this.remedy = remedy
    this.path = path
  }
}

/** Runs `read`, which reads the part of a document under `path`, so that a `RuleFault` it throws says where it arose. */
export function within<T>(path: DocumentPath, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error
    throw new RuleFault(error.message, error.remedy, [...path, ...error.path])
  }
}

/** The fault as one line for a log or a page. */
export function faultLine(fault: Fault): string {
  const where = fault.line === undefined ? fault.file : `${fault.file}:${fault.line}`
  return `${where}: "${fault.rule}": ${fault.problem}; ${fault.remedy}`
}
