import { type Actor, EVERYONE } from '../company/people.ts'
import { presence } from '../company/working-hours.ts'
import type { TimedDeed } from '../deed.ts'
import type { Random } from '../random.ts'
import { DAYS } from './day.ts'
import { deedOf, HABITS, type Habit, type HabitName } from './habits.ts'

const MINUTE_MS = 60_000
/** Ordinary events lie in the minute before the tick. */
const SPREAD_MS = MINUTE_MS
/** Keeps the turns of neighbours in the roster apart. */
const TURN_STRIDE = 7

const entriesOf = (actor: Actor): [HabitName, number][] => Object.entries(DAYS[actor.role]) as [HabitName, number][]

/** Whether this is the actor's minute for a habit that has its time. */
const isTurn = (actor: Actor, everyMinutes: number, atMs: number): boolean =>
  (Math.floor(atMs / MINUTE_MS) + actor.index * TURN_STRIDE) % everyMinutes === 0

/** What the actor may still do in this tick, with its weights. */
const openHabits = (actor: Actor, atMs: number, done: ReadonlySet<string>): [HabitName, number][] =>
  entriesOf(actor).filter(([name]) => {
    const { everyMinutes }: Habit = HABITS[name]
    return everyMinutes === undefined || (isTurn(actor, everyMinutes, atMs) && !done.has(`${actor.name} ${name}`))
  })

/** `count` things that people do on an ordinary day, in the minute before `atMs`. A larger count only adds to them. */
export const ordinaryDeeds = (random: Random, atMs: number, count: number): TimedDeed[] => {
  const present = EVERYONE.map((actor) => ({ actor, weight: presence(actor, atMs) }))
  const done = new Set<string>()
  return Array.from({ length: count }, () => {
    const { actor } = random.weighted(present, ({ weight }) => weight)
    const [name] = random.weighted(openHabits(actor, atMs, done), ([, weight]) => weight)
    done.add(`${actor.name} ${name}`)
    const timeMs = atMs - 1 - random.below(SPREAD_MS)
    return { deed: deedOf(HABITS[name], random, actor), timeMs }
  })
}
