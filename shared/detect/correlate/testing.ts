import { compileRuleset, faultLine, parseRules, type Ruleset, type RulesetOptions } from '../index.ts'
import { anEvent, aRule } from '../testing.ts'
import type { Finding } from './findings.ts'
import { replay } from './replay.ts'
import type { UidEvent } from './window-store.ts'

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
/** 12:00 of a Monday. */
export const NOON_MS = Date.UTC(2026, 0, 5, 12)

export function uidOfNumber(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** Milliseconds of parts such as `1m500ms`. */
export function offsetMs(text: string): number {
  const parts = [...text.matchAll(/(\d+)(ms|s|m|h|d)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * UNIT_MS[unit!]!, 0)
}

/**
 * Events as a line of words: a name is the user of what follows, `a@10s` an event that rule `a` finds ten seconds after
 * noon, `ab@10s` one that `a` and `b` find, `a@10s:7` one whose field `v` is `7`. Numbered from 1 in the order written.
 */
export function timeline(text: string): UidEvent[] {
  let user = ''
  return text
    .trim()
    .split(/\s+/)
    .flatMap((word) => {
      const [, found, at, value] = /^(\w+)@([^:]+)(?::(.*))?$/.exec(word) ?? []
      if (found === undefined || at === undefined) user = word
      return found === undefined || at === undefined ? [] : [{ found, at, value, user }]
    })
    .map(({ found, at, value, user }, i) => {
      const letters = Object.fromEntries([...found].map((letter) => [letter, 1]))
      const raw = { ...letters, ...(user !== '-' && { user }), ...(value !== undefined && { v: value }) }
      return { uid: uidOfNumber(i + 1), event: anEvent({ time: NOON_MS + offsetMs(at), raw }) }
    })
}

/** Detection rules that find what has a field of their name: `a` finds `{ a: 1 }`. */
export function lettered(letters: string): Record<string, unknown>[] {
  return [...letters].map((letter) =>
    aRule({ id: letter, title: letter, detection: { selection: { [letter]: 1 }, condition: 'selection' } }),
  )
}

/** A correlation's document, by `user` within a minute of rule `a` unless a test says otherwise. */
export function aCorrelation(
  id: string,
  body: Record<string, unknown>,
  rest: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    ...{ id, title: id, level: 'high' },
    correlation: { rules: ['a'], 'group-by': ['user'], timespan: '1m', ...body },
    ...rest,
  }
}

/** The rules `a` to `d` and these documents, compiled. Throws the first fault. */
export function rulesetOf(docs: readonly unknown[], options: RulesetOptions = {}): Ruleset {
  const { faults, ...parsed } = parseRules([...lettered('abcd'), ...docs].map((doc) => ({ file: 'test.yml', doc })))
  for (const fault of faults) throw new Error(faultLine(fault))
  return compileRuleset(parsed, options)
}

/** Findings as lines: the rule, what of its key is not `user=`, and the numbers of its events. */
export function lines(findings: readonly Finding[]): string[] {
  return findings
    .filter(({ rule }) => rule.id.length > 1)
    .map(({ rule, key, events }) => {
      const numbers = events.map(({ uid }) => Number(uid.slice(-12))).sort((a, b) => a - b)
      return `${rule.id} ${key.replace('user=', '')}: ${numbers.join(' ')}`
    })
    .sort()
}

/** What a correlation says of a timeline. Detection rules' own alerts are left out. */
export async function alertsOf(docs: readonly unknown[], events: string | readonly UidEvent[]): Promise<string[]> {
  return lines(await replay(rulesetOf(docs), typeof events === 'string' ? timeline(events) : events))
}
