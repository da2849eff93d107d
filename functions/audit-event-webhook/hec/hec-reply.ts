import type { Fault } from '../describe-fault.ts'
import { reply } from '../reply.ts'

/** https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector lists Splunk's answers. */
const SUCCESS = { text: 'Success', code: 0 }
const HEALTHY = { text: 'HEC is healthy', code: 17 }
const TOKEN_REQUIRED = { text: 'Token is required', code: 2 }
const INVALID_AUTHORIZATION = { text: 'Invalid authorization', code: 3 }
const INVALID_TOKEN = { text: 'Invalid token', code: 4 }
const NO_DATA = { text: 'No data', code: 5 }
const INVALID_FORMAT = { text: 'Invalid data format', code: 6 }
const INTERNAL = { text: 'Internal server error', code: 8 }
const BUSY = { text: 'Server is busy', code: 9 }
const TOO_LARGE = { text: 'Request entity too large', code: 27 }

const AUTHORIZATION = /^(?:splunk|bearer|basic) +\S+$/i

export const success = () => reply(200, SUCCESS)
export const healthy = () => reply(200, HEALTHY)
export const noData = () => reply(400, NO_DATA)

/** @param number of the first bad event, from 0 */
export const invalidFormat = (number: number) => reply(400, { ...INVALID_FORMAT, 'invalid-event-number': number })

/** A fault in Splunk's words. Its senders know a wrong token by 403; they learn nothing that 401 would not tell. */
export function hecFault({ status, error, headers }: Fault, authorization: string | null): Response {
  if (status === 401) return refuseSender(authorization, headers)
  const known = { 400: INVALID_FORMAT, 413: TOO_LARGE, 415: INVALID_FORMAT, 500: INTERNAL, 503: BUSY }[status]
  return reply(status, known ?? { text: error, code: status }, headers)
}

function refuseSender(authorization: string | null, headers: Record<string, string>): Response {
  if (authorization === null) return reply(401, TOKEN_REQUIRED, headers)
  return AUTHORIZATION.test(authorization) ? reply(403, INVALID_TOKEN) : reply(401, INVALID_AUTHORIZATION, headers)
}
