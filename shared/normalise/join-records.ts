import type { Json } from '../events/audit-event.ts'
import { eventKey } from './linux/auditd-record.ts'
import { type AuditLine, auditLineOf } from './linux/auditd-text.ts'
import { isObject } from './record.ts'

/** No event of the kernel has as many; what comes after counts as another. */
const MAX_RECORDS = 256

type Group = { place: number; host: string | undefined; lines: string[] }

/**
 * Puts the records of one event of the Linux audit log together, which come as one line each and often with those of
 * other events between them. An event stands where its first record stood; every other record is left as it is.
 */
export function joinRecords(records: Json[]): Json[] {
  const groups = new Map<string, Group>()
  const kept: Json[] = []
  for (const record of records) {
    const line = lineOf(record)
    const stamp = line === undefined ? undefined : eventKey(line.text)
    if (line === undefined || stamp === undefined) {
      kept.push(record)
      continue
    }
    const key = `${line.host ?? ''} ${stamp}`
    const group = groups.get(key)
    if (group !== undefined && group.lines.length < MAX_RECORDS) group.lines.push(line.text)
    else {
      if (group !== undefined) close(group, kept)
      groups.set(key, { place: kept.length, host: line.host, lines: [line.text] })
      kept.push(record)
    }
  }
  for (const group of groups.values()) close(group, kept)
  return kept
}

function lineOf(record: Json): AuditLine | undefined {
  if (typeof record === 'string') return record.includes('msg=audit(') ? auditLineOf({ message: record }) : undefined
  return isObject(record) ? auditLineOf(record) : undefined
}

/** What a shipper says beside a line is of the journey, and dropped where it is not the host. */
function close({ place, host, lines }: Group, kept: Json[]): void {
  if (lines.length === 1) return
  const message = lines.join('\n')
  kept[place] = host === undefined ? message : { message, host }
}
