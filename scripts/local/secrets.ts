import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const MADE: Record<string, () => string> = {
  AUDITFLOW_INGEST_TOKEN: () => randomBytes(24).toString('base64url'),
  AUDITFLOW_GITHUB_SECRET: () => randomBytes(24).toString('base64url'),
  AUDITFLOW_LINK_SECRET: () => randomBytes(32).toString('hex'),
  AUDITFLOW_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString('base64')}`,
}

/** Makes the secrets that are not there yet, one file each, readable by their owner only, and returns them by name. */
export function makeSecrets(folder: string): Record<string, string> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secrets: Record<string, string> = {}
  for (const [name, make] of Object.entries(MADE)) {
    const file = join(folder, name)
    if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 })
    secrets[name] = readFileSync(file, 'utf8').trim()
  }
  return secrets
}
