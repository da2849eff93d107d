import { existsSync, readFileSync } from 'node:fs'
import { readConfig } from '../../shared/config/read-config.ts'
import { databaseUrl } from '../../shared/config/settings.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { connect } from '../../shared/store/connect.ts'
import { isUuid } from '../../shared/store/cursor.ts'
import { findUids } from '../../shared/store/find-uids.ts'
import { readEvent } from '../../shared/store/read-event.ts'
import { type Reader, readOnly } from '../../shared/store/read-only.ts'
import { asAuditEvent, type GivenSource } from './as-audit-event.ts'
import { CommandError, type Shell } from './command.ts'

/**
 * An event as a command is given it: `-` for stdin, a JSON file, or the uid or id of a stored event. Throws
 * `CommandError` naming what is wrong with it.
 */
export async function readGivenEvent(given: string, source: GivenSource, shell: Shell): Promise<AuditEvent> {
  if (given === '-') return parse('stdin', await shell.stdin(), source, shell)
  if (existsSync(given)) return parse(given, readFileSync(given, 'utf8'), source, shell)
  return await readStored(given, shell)
}

function parse(name: string, text: string, source: GivenSource, shell: Shell): AuditEvent {
  try {
    return asAuditEvent(JSON.parse(text), source, shell.now())
  } catch (error) {
    throw new CommandError(`${name}: ${(error as Error).message}`, { cause: error })
  }
}

async function readStored(given: string, { env }: Shell): Promise<AuditEvent> {
  if (!env['DATABASE_URL'])
    throw new CommandError(`${given}: there is no such file; set DATABASE_URL to look for a stored event of that id`)
  const sql = connect(readConfig({ DATABASE_URL: databaseUrl }, env).DATABASE_URL, { max: 1 })
  try {
    return await readOnly(sql, (reader) => stored(reader, given))
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function stored(reader: Reader, given: string): Promise<AuditEvent> {
  const uids = isUuid(given) ? [given] : []
  const detail = uids.length > 0 ? await readEvent(reader, given) : undefined
  if (detail !== undefined) return assemble(detail)
  const [uid, other] = await findUids(reader, given)
  if (uid === undefined)
    throw new CommandError(`${given}: there is no such file, and no stored event of that uid or id`)
  if (other !== undefined)
    throw new CommandError(`${given}: several stored events have that id: give a uid, such as ${uid}`)
  return assemble((await readEvent(reader, uid))!)
}

function assemble({ event, raw }: { event: unknown; raw: unknown }): AuditEvent {
  return { ...(event as AuditEvent), raw: raw as AuditEvent['raw'] }
}
