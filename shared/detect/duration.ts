import { RuleFault } from './fault.ts'

const SECOND_MS = 1000
const UNIT_MS: Record<string, number> = { s: SECOND_MS, m: 60 * SECOND_MS, h: 3600 * SECOND_MS, d: 86_400 * SECOND_MS }

/** Beyond a year no window is kept. */
const LONGEST_MS = 366 * 86_400 * SECOND_MS

/** Milliseconds of a time span such as `15m`, as Sigma writes it: a whole number and s, m, h or d; undefined for another text. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  return unit === undefined ? undefined : Number(count) * UNIT_MS[unit]!
}

/** Milliseconds of a Sigma time span such as `15m`. Throws `RuleFault`, which calls it `name`. */
export function parseDuration(name: string, value: unknown): number {
  const ms = typeof value === 'string' ? (durationMs(value.trim()) ?? 0) : 0
  if (ms > 0 && ms <= LONGEST_MS) return ms
  throw new RuleFault(
    `the ${name} is ${JSON.stringify(value)}`,
    'write a number from 1 and s, m, h or d, such as 15m, up to a year',
  )
}

/** The time span in the largest unit that says it whole. */
export function durationText(ms: number): string {
  const unit = ['d', 'h', 'm', 's'].find((name) => ms % UNIT_MS[name]! === 0)
  return unit === undefined ? `${ms} ms` : `${ms / UNIT_MS[unit]!}${unit}`
}
