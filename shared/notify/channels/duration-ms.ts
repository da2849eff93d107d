const UNITS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 }
const PARTS = /^(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/

/** A time span in Alertmanager's form, `1h30m`, as milliseconds; undefined when it is none or has no length. */
export function durationMs(text: string): number | undefined {
  const parts = PARTS.exec(text)
  if (parts === null) return undefined
  const total = Object.values(UNITS).reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0)
  return total > 0 ? total : undefined
}
