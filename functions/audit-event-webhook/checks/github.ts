import { formsOf, type SignatureScheme } from './check.ts'
import { isHmac } from './compare.ts'
import { unauthorised } from './unauthorised.ts'

const HEADER = 'x-hub-signature-256'
const SIGNATURE = /^sha256=([0-9a-f]{64})$/i
/** A secret of GitHub's is known to whoever sets up a webhook: it opens no other door. */
const PATHS = ['/sources/github', '/sources/auto']

/**
 * `X-Hub-Signature-256`, the HMAC-SHA256 of the body.
 * https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
 */
export const github: SignatureScheme = {
  marks: (headers) => headers.has(HEADER),
  check({ headers, path }, { secrets }) {
    if (!PATHS.includes(path)) throw unauthorised(`GitHub signatures count on ${PATHS.join(' and ')} only`)
    const signature = SIGNATURE.exec(headers.get(HEADER) ?? '')?.[1]
    if (signature === undefined) throw unauthorised(`${HEADER}: malformed`)
    return (body) => {
      const messages = formsOf(body).map((form) => [form])
      if (!isHmac(signature, secrets.githubSecrets, messages))
        throw unauthorised(`${HEADER}: matches no secret in AUDITFLOW_GITHUB_SECRET`)
    }
  },
}
