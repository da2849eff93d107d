import { RE2JS, RE2JSException } from 're2js'
import { MatcherFault } from './matcher-fault.ts'
import type { Matcher } from './types.ts'

const MAX_LENGTH = 2_000
const compiled = new WeakMap<Matcher, (value: string) => boolean>()

/**
 * The test of one value: equality, or the regular expression on the whole of it; whether it is to hold or to fail is
 * the operator's. RE2 takes time linear to the value, so that no label can stall the desk. @throws MatcherFault
 */
export function compileMatcher(matcher: Matcher): (value: string) => boolean {
  const known = compiled.get(matcher)
  if (known) return known
  const test = testOf(matcher)
  compiled.set(matcher, test)
  return test
}

function testOf({ name, op, value }: Matcher): (value: string) => boolean {
  if (name === '') throw new MatcherFault('the name of the label is empty')
  // PostgreSQL can't store them.
  for (const text of [name, value])
    if (text.includes('\0') || !text.isWellFormed())
      throw new MatcherFault('it holds a NUL or half of a surrogate pair')
  if (name.length + value.length > MAX_LENGTH) throw new MatcherFault(`it is longer than ${MAX_LENGTH} characters`)
  if (op === '=' || op === '!=') return (text) => text === value
  try {
    const regex = RE2JS.compile(value)
    return (text) => regex.matches(text)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw new MatcherFault(`the regular expression can't be read (${error.message})`)
  }
}
