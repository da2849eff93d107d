const UNITS = [
  ['y', 365 * 86_400_000],
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const
const DURATION = new RegExp(`^${UNITS.map(([unit]) => `(?:(\\d{1,9})${unit})?`).join('')}$`)
/** Beyond, a sum with the time of day would be no date. */
const LONGEST_MS = 100 * 365 * 86_400_000

/** Milliseconds of a time span as Alertmanager writes it, such as `1h30m`, or `0`; undefined for another text. */
export function parseDuration(text: string): number | undefined {
  if (text === '0') return 0
  const counts = text === '' ? null : DURATION.exec(text)
  if (!counts) return undefined
  const ms = UNITS.reduce((sum, [, unitMs], index) => sum + Number(counts[index + 1] ?? 0) * unitMs, 0)
  return ms <= LONGEST_MS ? ms : undefined
}
