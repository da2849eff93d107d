import type { Secrets } from '../ports.ts'
import type { Arrival } from './check.ts'
import { isOneOf } from './compare.ts'

const CREDENTIALS = /^(bearer|splunk|basic) +(\S+)$/i
/** Azure Event Grid and Amazon SNS can't be given an Authorization header; what marks their requests. */
const HEADERLESS = ['aeg-event-type', 'webhook-request-origin', 'x-amz-sns-message-type']

/**
 * Whether the request has a valid token: `Authorization: Bearer TOKEN` (RFC 6750), `Splunk TOKEN` (HTTP Event
 * Collector) or `Basic` (RFC 7617) with a configured user and password or with any user and a token as the password;
 * from senders that can't set this header, `?token=TOKEN`.
 */
export function hasToken({ headers, query }: Arrival, { ingestTokens, basic }: Secrets): boolean {
  const [, scheme, credentials] = CREDENTIALS.exec(headers.get('authorization') ?? '') ?? []
  if (scheme === undefined || credentials === undefined)
    return HEADERLESS.some((name) => headers.has(name)) && isOneOf(query.get('token') ?? '', ingestTokens)
  if (scheme.toLowerCase() !== 'basic') return isOneOf(credentials, ingestTokens)
  const pair = Buffer.from(credentials, 'base64').toString()
  const password = pair.slice(pair.indexOf(':') + 1)
  const matches = [isOneOf(pair, basic), pair.includes(':') && isOneOf(password, ingestTokens)]
  return matches.includes(true)
}
