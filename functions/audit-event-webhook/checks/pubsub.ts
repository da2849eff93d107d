import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Ports } from '../ports.ts'
import type { Arrival } from './check.ts'
import { unauthorised } from './unauthorised.ts'

const JWT = /^bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i
const ISSUERS = ['https://accounts.google.com', 'accounts.google.com']
/** Clocks may differ by this; a token is good for an hour. */
const TOLERANCE_SECONDS = 30

/**
 * Whether the request has a token that Google made for one of our service accounts and for us: the OpenID Connect token
 * of a Pub/Sub push subscription. https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 * An audience alone proves nothing: anybody may have Google make a token for any audience.
 * @throws Refusal 401 for such a token that is not valid, Unavailable when Google's keys are out of reach
 */
export async function hasGoogleToken({ headers, atMs }: Arrival, { secrets, googleKeys }: Ports): Promise<boolean> {
  const token = JWT.exec(headers.get('authorization') ?? '')?.[1]
  if (token === undefined || secrets.pubsubAudiences.length === 0) return false
  const { jwtVerify } = await import('jose')
  try {
    const { payload } = await jwtVerify(token, googleKeys, {
      algorithms: ['RS256'],
      issuer: ISSUERS,
      audience: [...secrets.pubsubAudiences],
      requiredClaims: ['exp', 'iat', 'email'],
      currentDate: new Date(atMs),
      clockTolerance: TOLERANCE_SECONDS,
    })
    const { email, email_verified } = payload
    if (email_verified !== true) throw unauthorised('email_verified: not true')
    if (typeof email !== 'string' || !secrets.pubsubAccounts.includes(email))
      throw unauthorised('email: not in AUDITFLOW_PUBSUB_ACCOUNTS')
    return true
  } catch (fault) {
    // Its messages name the claim that is wrong, not what it holds.
    const isJwtFault = (fault as { code?: string }).code?.startsWith('ERR_J') === true
    if (fault instanceof Unavailable || !isJwtFault) throw fault
    throw unauthorised(`OpenID Connect token: ${(fault as Error).message}`)
  }
}
