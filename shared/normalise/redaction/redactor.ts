import type { Json } from '../../events/audit-event.ts'
import { type JsonContainer, type Member, saysMore, writtenMembers } from '../../events/exact.ts'
import { MAX_DEPTH } from '../depth.ts'
import { type Path, printPath } from '../path.ts'
import { type Redaction, stays } from './policy.ts'
import { kindOf, standsBeside } from './secret-names.ts'
import { mayHoldToken, REDACTED, withoutTokens } from './tokens.ts'

/** How many paths are told. */
export const MAX_LISTED = 100
const MAX_LISTED_LENGTH = 300
/** What stands where a product has taken a secret out itself, or where there was none. */
const NO_SECRET = /^(?:[*•]*|HIDDEN_DUE_TO_SECURITY_REASONS|\[redacted\])$/
const DATE = /^\d{4}-\d\d-\d\d(?:[T ][\d:.,]{5,20}(?:Z|[+-][\d:]{2,6})?)?$/

/** Where a container stands; the way up is followed only when something is taken out. */
export type Spot = {
  container: JsonContainer
  key: string
  above: Spot | undefined
  /** How many steps its path has. */
  depth: number
  /** Where it is a member that its object has lost. */
  member?: Member
}

/** Takes values out of one record, in place, and lists their paths. */
export class Redactor {
  readonly listed: string[] = []
  readonly #policy: Redaction
  readonly #source: string

  constructor(policy: Redaction, source: string) {
    this.#policy = policy
    this.#source = source
  }

  /** Takes the value at a spot out whole, whatever it is; null, booleans and what holds no secret stay. */
  takeOut(spot: Spot): void {
    const value = valueAt(spot)
    if (value === null || value === undefined || typeof value === 'boolean') return
    if (typeof value === 'string' && NO_SECRET.test(value)) return
    this.#replace(spot, REDACTED)
  }

  /** Takes every text and number at a spot and below it out, save dates. */
  takeOutLeaves(spot: Spot, spares: (key: string) => boolean = () => false): void {
    const pending = [spot]
    for (let here = pending.pop(); here !== undefined; here = pending.pop()) {
      const value = valueAt(here)
      if (typeof value === 'object' && value !== null) {
        forEachSpot(value, here, (inner) => {
          if (Array.isArray(value) || !spares(inner.key)) pending.push(inner)
        })
      } else if (typeof value === 'number' || (typeof value === 'string' && !DATE.test(value))) this.takeOut(here)
    }
  }

  /** Takes the value of a member whose name is that of a secret out. @returns whether it has such a name */
  takeOutNamed(spot: Spot): boolean {
    const kind = Array.isArray(spot.container) ? 'plain' : kindOf(spot.key)
    if (kind === 'plain') return false
    const value = valueAt(spot)
    if (kind === 'secret text' && !isText(value)) return false
    this.takeOutLeaves(spot, standsBeside)
    return true
  }

  /** Takes what shows by its shape out of a text. */
  takeOutTokens(spot: Spot, text: string): void {
    if (!mayHoldToken(text)) return
    const clean = withoutTokens(text)
    if (clean !== text) this.#replace(spot, clean)
  }

  #replace(spot: Spot, value: string): void {
    const isListed = this.listed.length < MAX_LISTED
    // Deeper ones are of records that are refused, and to write all their paths would take a sender's will to time.
    const path = spot.depth > MAX_DEPTH || (!isListed && this.#policy.keep.length === 0) ? [] : pathOf(spot)
    if (path.length > 0 && stays(this.#policy, this.#source, path)) return
    setAt(spot, value)
    const listed = printPath(path).slice(0, MAX_LISTED_LENGTH)
    if (isListed && path.length > 0 && this.listed.at(-1) !== listed) this.listed.push(listed)
  }
}

/**
 * Calls for each member or item, those too that an object has lost to another of the same key.
 * @param isOfInterest spares the making of a spot for a member that the caller has no use for
 */
export function forEachSpot(
  container: JsonContainer,
  above: Spot | undefined,
  visit: (spot: Spot) => void,
  isOfInterest: (key: string, value: Json) => boolean = () => true,
): void {
  for (const key of Object.keys(container))
    if (isOfInterest(key, (container as Record<string, Json>)[key] as Json)) visit(spotAt(container, key, above))
  if (!saysMore(container)) return
  for (const member of writtenMembers(container) ?? [])
    if (member.isLost === true) visit({ ...spotAt(container, member.key, above), member })
}

export function spotAt(container: JsonContainer, key: string, above: Spot | undefined): Spot {
  return { container, key, above, depth: above === undefined ? 1 : above.depth + 1 }
}

export function valueAt({ container, key, member }: Spot): Json | undefined {
  if (member !== undefined) return member.value
  return Object.hasOwn(container, key) ? (container as Record<string, Json>)[key] : undefined
}

function setAt({ container, key, member }: Spot, value: string): void {
  if (member === undefined) (container as Record<string, Json>)[key] = value
  else {
    member.value = value
    delete member.source
  }
}

function pathOf(spot: Spot): Path {
  const steps: string[] = []
  for (let here: Spot | undefined = spot; here !== undefined; here = here.above) steps.push(here.key)
  return steps.reverse()
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
}
