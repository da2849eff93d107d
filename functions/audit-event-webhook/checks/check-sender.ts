import type { Ports } from '../ports.ts'
import type { Arrival, BodyCheck, SignatureScheme } from './check.ts'
import { hasClientCertificate } from './client-certificate.ts'
import { github } from './github.ts'
import { hasGoogleToken } from './pubsub.ts'
import { slack } from './slack.ts'
import { sns } from './sns.ts'
import { standardWebhooks } from './standard-webhooks.ts'
import { hasToken } from './token.ts'
import { unauthorised } from './unauthorised.ts'

const SIGNATURES: readonly SignatureScheme[] = [github, slack, standardWebhooks, sns]

const nothingMore: BodyCheck = () => undefined

/**
 * Checks who sends, as far as the headers tell, and returns what is to be checked of the body. A request that says it
 * is signed is judged by its signature alone: a valid token does not make up for a wrong signature. Any other needs a
 * token or a client certificate.
 * @throws Refusal 401; Unavailable when the keys to check with are out of reach
 */
export async function checkSender(arrival: Arrival, ports: Ports): Promise<BodyCheck> {
  const scheme = SIGNATURES.find(({ marks }) => marks(arrival.headers))
  if (scheme !== undefined) return scheme.check(arrival, ports)
  const isKnown =
    hasToken(arrival, ports.secrets) ||
    hasClientCertificate(arrival.headers, ports.secrets) ||
    (await hasGoogleToken(arrival, ports))
  if (!isKnown) throw unauthorised('no valid token')
  return nothingMore
}
