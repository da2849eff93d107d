import { RE2JS, RE2JSException } from 're2js'
import { RuleFault } from './fault.ts'

const FLAGS: Record<string, number> = { i: RE2JS.CASE_INSENSITIVE, m: RE2JS.MULTILINE, s: RE2JS.DOTALL }

/**
 * Compiles a rule's regular expression: found anywhere in the text, case-sensitive unless flag `i`. RE2 runs in time
 * linear to the text, so that no rule can stall the judging of a hostile event; it knows no look-around and no back
 * references. Throws `RuleFault` for an expression it can't read.
 */
export function compileRegex(source: string, flags: ReadonlySet<string>): (text: string) => boolean {
  const bits = [...flags].reduce((sum, flag) => sum | (FLAGS[flag] ?? 0), 0)
  try {
    const regex = RE2JS.compile(source, bits)
    return (text) => regex.test(text)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new RuleFault(
      `the regular expression ${JSON.stringify(source)} can't be read (${error.message})`,
      'write it in RE2 syntax, without look-around and back references',
    )
  }
}
