import type { JWTVerifyGetKey } from 'jose'
import type { OwnSources } from '../../shared/normalise/own-sources.ts'
import type { Redaction } from '../../shared/normalise/redaction/policy.ts'
import type { Context } from '../../shared/normalise/source.ts'
import type { Clock, Log, Publisher } from '../../shared/ports/ports.ts'
import type { ClientCertificates } from './checks/client-certificate.ts'
import type { SnsCertificates } from './checks/sns-certificates.ts'
import type { Egress } from './egress/fetch-pinned.ts'

const MIB = 1024 * 1024

/** A Kubernetes API server sends up to 400 events with their whole objects at once. Counts before and after inflating. */
const MAX_BODY_BYTES = 16 * MIB

/** What senders are known by. Several of each are valid at once, so that one can be replaced without a gap. */
export type Secrets = {
  ingestTokens: readonly string[]
  /** `user:password` */
  basic: readonly string[]
  githubSecrets: readonly string[]
  slackSecrets: readonly string[]
  /** Standard Webhooks: `whsec_…` */
  webhookSecrets: readonly string[]
  /** The topics of Amazon SNS that may send, as ARNs. */
  snsTopics: readonly string[]
  pubsubAudiences: readonly string[]
  /** E-mail addresses of the service accounts that push subscriptions of Pub/Sub authenticate as. */
  pubsubAccounts: readonly string[]
  clientCertificates?: ClientCertificates | undefined
}

export type Ports = {
  publisher: Publisher
  clock: Clock
  secrets: Secrets
  log: Log
  egress: Egress
  snsCertificates: SnsCertificates
  googleKeys: JWTVerifyGetKey
  redaction?: Redaction | undefined
  /** Sources that the operator describes. */
  own?: OwnSources | undefined
  limits?: { maxBodyBytes: number }
}

export function contextOf(headers: Headers, { clock, redaction, own }: Ports): Context {
  return { headers, receivedAtMs: clock(), redaction, sources: own?.recognising }
}

export function maxBytesOf({ limits }: Ports): number {
  return limits?.maxBodyBytes ?? MAX_BODY_BYTES
}
