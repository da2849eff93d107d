import { LEVELS, type Level } from '../events/catalogue.ts'

/** Whether an alert of `level` goes to a channel that asks for `least` or worse. */
export function reaches(level: Level, least: Level): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(least)
}
