import { at, type JsonObject } from '../record.ts'
import { isAuditRecord } from './auditd-record.ts'
import { readSyslog } from './syslog.ts'

/** Programs that pass the audit log on by syslog. Of any other, the same words may be a stranger's. */
const DISPATCHERS = new Set(['audispd', 'audisp-syslog', 'auditd', 'sedispatch'])
const ANY_TIME = 0
const TEXT = ['message', 'log', 'msg', 'MESSAGE']
const HOST = ['host', 'hostname', '_HOSTNAME']

/** The records in a text or a shipper's record, with the host that is named beside them. */
export type AuditLine = { text: string; host?: string | undefined }

/** Finds the line of the audit log that a record carries; undefined where it carries none. */
export function auditLineOf(record: JsonObject): AuditLine | undefined {
  const text = TEXT.map((key) => at(record, key)).find((value) => typeof value === 'string')
  if (text === undefined) return undefined
  const host = HOST.map((key) => at(record, key)).find((value) => typeof value === 'string')
  if (isAuditRecord(text)) return { text, host }
  if (!text.includes(' msg=audit(')) return undefined
  const line = readSyslog(text, ANY_TIME)
  if (line?.program === undefined || !DISPATCHERS.has(line.program) || !isAuditRecord(line.message)) return undefined
  return { text: line.message, host: line.host ?? host }
}
