import type { JsonObject } from '../../../shared/normalise/record.ts'
import { okta } from '../../../shared/normalise/sources/okta.ts'
import type { Actor } from '../company/people.ts'
import { COUNTRY_NAMES, type Endpoint } from '../company/places.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId } from '../derived-id.ts'
import { displayName, emailOf, type Who } from './identities.ts'
import { receive } from './receive.ts'

/** What Okta calls the kinds of outcome that matter here. */
export type OktaResult = 'SUCCESS' | 'FAILURE' | 'DENY' | 'ALLOW' | 'CHALLENGE' | 'UNKNOWN'
export type OktaTarget = { type: string; alternateId: string; displayName?: string }

export type OktaEvent = Who & {
  /** `user.session.start`. */
  eventType: string
  /** SUCCESS unless said; the reason is Okta's: `INVALID_CREDENTIALS`. */
  outcome?: OktaResult | { result: OktaResult; reason: string }
  displayMessage?: string
  target?: readonly OktaTarget[]
  debugData?: JsonObject
  /** The session's id; one of its own for each event unless said. */
  session?: string
  /** Whether Okta took the address for that of an anonymising proxy. */
  isProxy?: boolean
}

const uidOf = (text: string): string => `00u${derivedId('okta', text).replaceAll('-', '').slice(0, 17)}`

const clientOf = ({ ip, location }: Endpoint, userAgent: string): JsonObject => ({
  userAgent: { rawUserAgent: userAgent },
  zone: 'null',
  device: 'Computer',
  ipAddress: ip,
  geographicalContext: location
    ? {
        city: location.city,
        country: COUNTRY_NAMES[location.country] ?? location.country,
        geolocation: { lat: location.lat, lon: location.long },
      }
    : null,
})

/** A user of Okta as the thing that is acted upon. */
export const oktaUser = (actor: Actor): OktaTarget => ({
  type: 'User',
  alternateId: emailOf(actor),
  displayName: displayName(actor),
})

/** One event of Okta's System Log. */
export const oktaEvent = (event: OktaEvent): RecordedDeed => ({
  write(timeMs, id) {
    const { actor, eventType, from = actor.from, userAgent = actor.userAgent, target = [] } = event
    const given = event.outcome ?? 'SUCCESS'
    const { result, reason } = typeof given === 'string' ? { result: given, reason: null } : given
    const failed = result === 'FAILURE' || result === 'DENY'
    const email = emailOf(actor)
    const record: JsonObject = {
      uuid: id,
      published: new Date(timeMs).toISOString(),
      eventType,
      version: '0',
      severity: failed ? 'WARN' : 'INFO',
      displayMessage: event.displayMessage ?? eventType,
      actor: {
        id: uidOf(email),
        type: actor.type === 'User' ? 'User' : 'SystemPrincipal',
        alternateId: email,
        displayName: displayName(actor),
      },
      client: clientOf(from, userAgent),
      outcome: { result, reason },
      target: target.map((one) => ({
        ...one,
        id: uidOf(one.alternateId),
        displayName: one.displayName ?? one.alternateId,
      })),
      transaction: { type: 'WEB', id: derivedId(id, 'transaction') },
      debugContext: { debugData: { requestId: derivedId(id, 'request'), ...event.debugData } },
      authenticationContext: { authenticationStep: 0, externalSessionId: event.session ?? derivedId(id, 'session') },
      securityContext: { isProxy: event.isProxy ?? false },
    }
    return receive(okta, record, timeMs)
  },
})
