import type { Json } from '../../events/audit-event.ts'
import { at, type JsonObject, name } from '../record.ts'
import { bytesAsText } from './bytes-as-text.ts'
import type { Line } from './line.ts'
import { timeOf } from './shipped.ts'

/** What entries of the journal have and no other record does. */
const MARKS = [
  '__REALTIME_TIMESTAMP',
  '__CURSOR',
  '_BOOT_ID',
  '_HOSTNAME',
  '_TRANSPORT',
  '_MACHINE_ID',
  '_SYSTEMD_UNIT',
]

/**
 * Whether a record is an entry of systemd's journal, as `journalctl -o json` writes it and shippers pass it on.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html
 */
export function isJournal(record: JsonObject): boolean {
  let marks = 0
  for (const mark of MARKS) if (Object.hasOwn(record, mark) && ++marks > 1) break
  return marks > 1 || (marks === 1 && Object.hasOwn(record, 'SYSLOG_IDENTIFIER'))
}

/** Takes an entry of the journal apart. */
export function readJournal(record: JsonObject): Line {
  const priority = Number(at(record, 'PRIORITY') ?? Number.NaN)
  const facility = Number(at(record, 'SYSLOG_FACILITY') ?? 0)
  return {
    message: textOf(at(record, 'MESSAGE') ?? at(record, 'message')),
    program: name(at(record, 'SYSLOG_IDENTIFIER')) ?? name(at(record, '_COMM')),
    pid: name(at(record, '_PID')) ?? name(at(record, 'SYSLOG_PID')),
    host: name(at(record, '_HOSTNAME')) ?? name(at(record, 'host')),
    time: at(record, '__REALTIME_TIMESTAMP') ?? at(record, '_SOURCE_REALTIME_TIMESTAMP') ?? timeOf(record),
    priority: priority >= 0 && priority <= 7 && facility >= 0 && facility <= 23 ? facility * 8 + priority : undefined,
  }
}

/**
 * A message that is not UTF-8, or has characters that do not print, is written as its bytes; a field that an entry has
 * more than once as a list of texts; one that is too large as null.
 */
export function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return ''
  if (value.every((item) => typeof item === 'string')) return value.join('\n')
  if (!value.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) <= 255)) return ''
  return bytesAsText(Uint8Array.from(value as number[]))
}
