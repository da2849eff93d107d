import { type Actor, PEOPLE, type Person, type Role } from '../company/people.ts'
import { ELSEWHERE, type Endpoint, endpointIn, HOSTS_PER_PLACE } from '../company/places.ts'
import type { Deed } from '../deed.ts'
import type { Random } from '../random.ts'

/**
 * What happens in a story, first to last. `gapMs` is the time since the scene before, milliseconds; the scenes that say
 * none share two minutes evenly. A story may reach hours back: the analysis takes events that are up to a day late.
 */
export type Scene = Deed & { gapMs?: number }

/** An attack from its first step to its last. */
export type Story = {
  /** The value of the CloudEvent extension `story`. */
  name: string
  /** Titles of the rules that it must set off, and it sets off no other. */
  rules: readonly string[]
  tell(random: Random): Scene[]
}

export const MINUTE_MS = 60_000

/** The scene, so many minutes after the one before. */
export const after = (minutes: number, scene: Scene): Scene => ({ ...scene, gapMs: minutes * MINUTE_MS })

const LOGINS_BEFORE = 3
const MINUTES_BETWEEN = 2

/**
 * The logins before the story: by them it is known where somebody works. They are recent, for rules that wait ten
 * minutes for late events pass over what is older.
 */
export const usualLogins = (login: Deed): Scene[] =>
  Array.from({ length: LOGINS_BEFORE }, () => after(MINUTES_BETWEEN, login))

/** A login to the company's own system, at the usual place. */
export const usualLogin = (actor: Actor): Deed => ({ actor, activity: 'user.login', resources: [] })

/** A machine that none of the company's people has used: a rented server abroad and its program. */
export const stranger = (random: Random): { from: Endpoint; userAgent: string } => ({
  from: endpointIn(random.pick(ELSEWHERE), random.below(HOSTS_PER_PLACE)),
  userAgent: random.pick([
    'python-requests/2.32.3',
    'curl/8.9.1',
    'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/129.0.0.0',
  ]),
})

/** Someone for the story to happen to, of the given roles; anybody when none is given. */
export const somebody = (random: Random, ...roles: readonly Role[]): Person =>
  random.pick(PEOPLE.filter(({ role }) => roles.length === 0 || roles.includes(role)))
