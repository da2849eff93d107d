import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseLinkSecret } from '../../shared/notify/links.ts'
import { parseSecrets } from '../../shared/notify/sign-webhook.ts'
import { makeSecrets } from './secrets.ts'

it('secrets are made once, are fit for what they sign, and are for their owner alone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'))
  const made = makeSecrets(folder)
  expect(makeSecrets(folder)).toEqual(made)
  expect(parseLinkSecret(made['AUDITFLOW_LINK_SECRET'] ?? '')).toHaveLength(32)
  expect(parseSecrets(made['AUDITFLOW_WEBHOOK_SECRET'] ?? '')).toHaveLength(1)
  expect(readdirSync(folder).map((file) => statSync(join(folder, file)).mode & 0o777)).toEqual(
    Object.keys(made).map(() => 0o600),
  )
  rmSync(folder, { recursive: true })
})
