import type { Clock, Log, Publisher } from '../../shared/ports/ports.ts'

const MIB = 1024 * 1024

/** A Kubernetes API server sends up to 400 events with their whole objects at once. Counts before and after inflating. */
export const MAX_BODY_BYTES = 16 * MIB

/** What senders must know. Several of each are valid at once, so that one can be replaced without a gap. */
export type Secrets = { ingestTokens: readonly string[]; githubSecrets: readonly string[] }

export type Ports = {
  publisher: Publisher
  clock: Clock
  secrets: Secrets
  log: Log
  limits?: { maxBodyBytes: number }
}
