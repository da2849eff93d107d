import type { Labels } from '../labels.ts'
import { compileMatcher } from './compile-matcher.ts'
import type { Matcher } from './types.ts'

const ABSENT: readonly string[] = ['']

/**
 * Whether labels meet all matchers. Of a label with several values, `=` and `=~` hold when any value does, `!=` and `!~`
 * when none does. An absent label is the empty text, as with Alertmanager.
 */
export function matchesAll(matchers: readonly Matcher[], labels: Labels): boolean {
  return matchers.every((matcher) => {
    const found = valuesOf(labels, matcher.name).some(compileMatcher(matcher))
    return matcher.op === '=' || matcher.op === '=~' ? found : !found
  })
}

/** The values of a label; one empty text for an absent one. Label names come from outside, so only own ones count. */
export function valuesOf(labels: Labels, name: string): readonly string[] {
  const values = Object.hasOwn(labels, name) ? labels[name]! : ABSENT
  return values.length === 0 ? ABSENT : values
}
