import type { Reading } from '../normalise/read-again.ts'
import { parseRedaction } from '../normalise/redaction/policy.ts'
import { readOwnSources } from './read-own-sources.ts'

type ReadingConfig = { AUDITFLOW_REDACT: string; AUDITFLOW_REDACT_KEEP: string; AUDITFLOW_SOURCES: readonly string[] }

/**
 * How the operator has records read.
 * @throws ConfigError when a file of sources is wrong
 */
export async function readingOf(config: ReadingConfig): Promise<Reading> {
  return {
    redaction: parseRedaction(config.AUDITFLOW_REDACT, config.AUDITFLOW_REDACT_KEEP),
    own: await readOwnSources(config.AUDITFLOW_SOURCES),
  }
}
