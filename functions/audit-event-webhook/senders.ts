import type * as z from 'zod/mini'
import type { settings } from './config.ts'
import type { Secrets } from './ports.ts'

type Config = z.infer<z.ZodMiniObject<typeof settings>>

/** What senders are known by, as configured. */
export function secretsFrom(config: Config): Secrets {
  const header = config.AUDITFLOW_CLIENT_CERT_HEADER
  return {
    ingestTokens: config.AUDITFLOW_INGEST_TOKEN,
    basic: config.AUDITFLOW_INGEST_BASIC,
    githubSecrets: config.AUDITFLOW_GITHUB_SECRET,
    slackSecrets: config.AUDITFLOW_SLACK_SECRET,
    webhookSecrets: config.AUDITFLOW_INGEST_WEBHOOK_SECRET,
    snsTopics: config.AUDITFLOW_SNS_TOPICS,
    pubsubAudiences: config.AUDITFLOW_PUBSUB_AUDIENCE,
    pubsubAccounts: config.AUDITFLOW_PUBSUB_ACCOUNTS,
    clientCertificates: header === undefined ? undefined : { header, accepted: config.AUDITFLOW_CLIENT_CERTS },
  }
}

/** Whether nobody at all may send. */
export function isClosed({ clientCertificates, pubsubAccounts, ...lists }: Secrets): boolean {
  return (
    clientCertificates === undefined && Object.values({ ...lists, pubsubAccounts }).every(({ length }) => length === 0)
  )
}
