import { compileMatcher } from './compile-matcher.ts'
import { lexMatchers, type MatcherToken } from './lex-matchers.ts'
import { MatcherFault } from './matcher-fault.ts'
import type { Matcher } from './types.ts'

const OPERATORS: ReadonlySet<string> = new Set(['=', '!=', '=~', '!~'])

/**
 * Reads matchers such as `level="critical"` or `{a="b", c!~"d|e"}`, as Alertmanager documents them from 0.27 on (UTF-8):
 * names and values are bare, or between double quotes with the escapes of Go. Regular expressions are RE2 and anchored.
 * https://prometheus.io/docs/alerting/latest/configuration/#matcher
 * @throws MatcherFault
 */
export function parseMatchers(input: string): Matcher[] {
  const tokens = lexMatchers(input)
  const end = input.length + 1
  let at = 0
  const accept = (kind: MatcherToken['kind']): boolean => {
    if (tokens[at]?.kind !== kind) return false
    at += 1
    return true
  }
  const expect = (holds: (kind: string) => boolean, what: string): MatcherToken => {
    const token = tokens[at]
    if (token === undefined || !holds(token.kind))
      throw new MatcherFault(`column ${token?.column ?? end}: ${what} is missing`)
    at += 1
    return token
  }
  const isText = (kind: string): boolean => kind === 'text'

  const matchers: Matcher[] = []
  const hasBrace = accept('{')
  while (at < tokens.length && tokens[at]!.kind !== '}') {
    const name = expect(isText, 'the name of a label')
    const op = expect((kind) => OPERATORS.has(kind), 'one of =, !=, =~ and !~')
    const value = expect(isText, 'the value (an empty one is "")')
    matchers.push(checked({ name: name.text, op: op.kind as Matcher['op'], value: value.text }, name.column))
    if (!accept(',')) break
  }
  if (hasBrace) expect((kind) => kind === '}', 'a comma or }')
  if (at < tokens.length) throw new MatcherFault(`column ${tokens[at]!.column}: ${excess(tokens[at]!)}`)
  return matchers
}

function excess({ kind }: MatcherToken): string {
  if (kind === '}') return 'there is no { before this }'
  return kind === 'text' ? 'a comma is missing, or double quotes around the value' : 'nothing is expected here'
}

function checked(matcher: Matcher, column: number): Matcher {
  try {
    compileMatcher(matcher)
    return matcher
  } catch (error) {
    if (!(error instanceof MatcherFault)) throw error
    throw new MatcherFault(`column ${column}: ${error.message}`)
  }
}
