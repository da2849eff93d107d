import * as z from 'zod/mini'
import { brokerCheck, brokerSettings, common, readingSettings, secretList } from '../../shared/config/settings.ts'
import { parseSecrets } from '../../shared/notify/sign-webhook.ts'

const PAIR = z.string().check(z.refine((text) => text.indexOf(':') > 0 && !text.endsWith(':'), 'must be user:password'))
const ARN = z
  .string()
  .check(z.refine((text) => /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w.-]+$/.test(text), 'must be the ARN of a topic'))
const SIGNING_SECRET = z.string().check(
  z.refine((text) => {
    try {
      return parseSecrets(text).length === 1
    } catch {
      return false
    }
  }, 'must be whsec_ and the base64 of 24 to 64 bytes'),
)
const HEADER_NAME = z.string().check(z.refine((text) => /^[\w-]+$/.test(text), 'must be the name of a header'))

/** Subjects have commas and blanks in them. */
const lineList = z.pipe(
  z._default(z.string(), ''),
  z.transform((text: string) => text.split(/\s*[\n;]\s*/).filter((line) => line !== '')),
)

export const settings = {
  ...common,
  ...brokerSettings,
  ...readingSettings,
  /** Tokens that may send events. */
  AUDITFLOW_INGEST_TOKEN: secretList,
  /** `user:password`, for senders that have basic authentication only. */
  AUDITFLOW_INGEST_BASIC: z.pipe(secretList, z.array(PAIR)),
  /** Secrets of senders that sign as Standard Webhooks says. */
  AUDITFLOW_INGEST_WEBHOOK_SECRET: z.pipe(secretList, z.array(SIGNING_SECRET)),
  /** Secrets of GitHub webhooks. */
  AUDITFLOW_GITHUB_SECRET: secretList,
  /** Signing secrets of Slack apps. */
  AUDITFLOW_SLACK_SECRET: secretList,
  /** Topics of Amazon SNS that may send. */
  AUDITFLOW_SNS_TOPICS: z.pipe(secretList, z.array(ARN)),
  /** Audiences of push subscriptions of Google Pub/Sub. */
  AUDITFLOW_PUBSUB_AUDIENCE: secretList,
  /** The service accounts that those subscriptions authenticate as. */
  AUDITFLOW_PUBSUB_ACCOUNTS: secretList,
  /** The header in which the ingress tells of the client certificate that it has verified. */
  AUDITFLOW_CLIENT_CERT_HEADER: z.optional(HEADER_NAME),
  /** SHA-256 fingerprints or subjects of the client certificates that may send. */
  AUDITFLOW_CLIENT_CERTS: lineList,
}

/** What must be set together with something else. */
export function settingsCheck(values: Record<string, string>): string[] {
  const pairs = [
    ['AUDITFLOW_PUBSUB_AUDIENCE', 'AUDITFLOW_PUBSUB_ACCOUNTS'],
    ['AUDITFLOW_CLIENT_CERT_HEADER', 'AUDITFLOW_CLIENT_CERTS'],
  ] as const
  const halves = pairs.flatMap(([one, other]) => [
    ...(values[one] && !values[other] ? [`${other}: missing (${one} is set)`] : []),
    ...(values[other] && !values[one] ? [`${one}: missing (${other} is set)`] : []),
  ])
  return [...brokerCheck(values), ...halves]
}
