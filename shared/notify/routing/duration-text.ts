const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

/** A time span as `parseDuration` reads it, such as `1h30m`; `0s` for none. */
export function durationText(ms: number): string {
  let rest = ms
  const parts = UNITS.map(([unit, unitMs]) => {
    const count = Math.floor(rest / unitMs)
    rest -= count * unitMs
    return count > 0 ? `${count}${unit}` : ''
  })
  return parts.join('') || '0s'
}
