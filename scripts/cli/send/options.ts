import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { CommandError, type Shell, UsageError } from '../command.ts'
import type { Target } from './post.ts'

export const DEFAULT_TO = 'http://localhost:8080/function/audit-event-webhook'
const TOKEN = 'AUDITFLOW_INGEST_TOKEN'
const HERE = ['localhost', '127.0.0.1', '[::1]']
const MOST_UNITS = 100_000

type Env = Shell['env']

/** Address and token. Throws `UsageError`, `CommandError` when there is no token. */
export function targetOf(env: Env, flags: { to?: string; source?: string; tokenFile?: string }): Target {
  const to = flags.to ?? env['AUDITFLOW_URL'] ?? DEFAULT_TO
  const source = flags.source ?? 'auto'
  if (!/^[\w.-]+$/.test(source)) throw new UsageError(`--source: "${source}" is no name of a source`)
  let url: URL
  try {
    url = new URL(`${to.replace(/\/+$/, '')}/sources/${source}`)
  } catch {
    throw new UsageError(`--to: "${to}" is no URL`)
  }
  if (!['http:', 'https:'].includes(url.protocol)) throw new UsageError(`--to: "${to}" is no http or https URL`)
  return { url: url.href, token: tokenOf(env, url, flags.tokenFile) }
}

/** From the file that is named, else the environment, else, for this machine, what the local runner made. */
function tokenOf(env: Env, { hostname }: URL, tokenFile: string | undefined): string {
  if (tokenFile !== undefined) return firstOf(readToken(tokenFile), tokenFile)
  const given = env[TOKEN]
  if (given !== undefined && given.trim() !== '') return firstOf(given, TOKEN)
  const made = join(env['AUDITFLOW_HOME'] ?? '', 'secrets', TOKEN)
  if (HERE.includes(hostname) && existsSync(made)) return firstOf(readToken(made), made)
  throw new CommandError(`no token: set ${TOKEN}, or name a file that holds it with --token-file`)
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file}: can't be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

/** Where several are valid, as the webhook takes them, any will do. */
function firstOf(tokens: string, from: string): string {
  const token = tokens.split(/[\s,]+/).find((one) => one !== '')
  if (token === undefined) throw new CommandError(`${from}: holds no token`)
  if (!/^[\x21-\x7e]+$/.test(token)) throw new CommandError(`${from}: a token has printable ASCII characters only`)
  return token
}

/** The file that is named; else one for these files and this address, under the user's state folder. */
export function stateFileOf(env: Env, { url }: Target, files: readonly string[], given: string | undefined): string {
  if (given !== undefined) return resolve(given)
  const base = env['XDG_STATE_HOME'] ?? join(env['HOME'] ?? homedir(), '.local', 'state')
  const hash = createHash('sha256').update([url, ...files.map((file) => resolve(file)).sort()].join('\n'))
  return join(base, 'auditflow', `send-${hash.digest('hex').slice(0, 12)}.json`)
}

export function batchUnitsOf(text: string | undefined): number {
  const count = Number(text ?? 500)
  if (Number.isInteger(count) && count >= 1 && count <= MOST_UNITS) return count
  throw new UsageError(`--batch: "${text}" is no whole number from 1 to ${MOST_UNITS}`)
}

export function fromOf(text: string | undefined): 'start' | 'end' {
  if (text === undefined || text === 'start') return 'start'
  if (text === 'end') return 'end'
  throw new UsageError(`--from: "${text}" is neither start nor end`)
}
