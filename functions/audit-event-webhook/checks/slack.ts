import { formsOf, type SignatureScheme } from './check.ts'
import { isHmac } from './compare.ts'
import { unauthorised } from './unauthorised.ts'
import { isRecent } from './window.ts'

const HEADER = 'x-slack-signature'
const TIME = 'x-slack-request-timestamp'
const SIGNATURE = /^v0=([0-9a-f]{64})$/i

/**
 * `X-Slack-Signature`, the HMAC-SHA256 of `v0:TIMESTAMP:BODY`, no older than 5 minutes.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export const slack: SignatureScheme = {
  marks: (headers) => headers.has(HEADER),
  check({ headers, atMs }, { secrets }) {
    const signature = SIGNATURE.exec(headers.get(HEADER) ?? '')?.[1]
    if (signature === undefined) throw unauthorised(`${HEADER}: malformed`)
    const time = headers.get(TIME)
    if (!isRecent(time, atMs)) throw unauthorised(`${TIME}: not within 5 minutes of now`)
    return (body) => {
      const messages = formsOf(body).map((form) => [`v0:${time}:`, form])
      if (!isHmac(signature, secrets.slackSecrets, messages))
        throw unauthorised(`${HEADER}: matches no secret in AUDITFLOW_SLACK_SECRET`)
    }
  },
}
