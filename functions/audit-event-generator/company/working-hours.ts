import type { Actor } from './people.ts'

const HOUR_MS = 3_600_000
const OFF_DUTY_WEIGHT = 0.05
const SATURDAY = 6
const SUNDAY = 0

/** How likely an actor is to act at this moment, 1 when on duty; never 0, so that somebody always acts. */
export const presence = ({ shift }: Actor, atMs: number): number => {
  if (!shift) return 1
  const local = new Date(atMs + shift.utcOffsetHours * HOUR_MS)
  const hour = local.getUTCHours()
  const weekend = local.getUTCDay() === SATURDAY || local.getUTCDay() === SUNDAY
  return !weekend && hour >= shift.start && hour < shift.end ? 1 : OFF_DUTY_WEIGHT
}
