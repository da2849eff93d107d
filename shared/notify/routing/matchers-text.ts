import type { Matcher } from './types.ts'

const NEEDS_QUOTES = /[\s{}!=~,\\"'`]/

/** Matchers as text that `parseMatchers` reads, such as `{level="critical",tag=~"attack.*"}`, in one order. */
export function matchersText(matchers: readonly Matcher[]): string {
  return `{${matchers.map(matcherText).sort().join(',')}}`
}

/** One matcher as text: `level="critical"`. */
export function matcherText({ name, op, value }: Matcher): string {
  return `${NEEDS_QUOTES.test(name) ? quoted(name) : name}${op}${quoted(value)}`
}

function quoted(text: string): string {
  const escaped = text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `"${escaped}"`
}
