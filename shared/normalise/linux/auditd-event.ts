import type { Json } from '../../events/audit-event.ts'
import type { JsonObject } from '../record.ts'
import { type AuditRecord, readAuditRecord } from './auditd-record.ts'
import { socketAddress } from './socket-address.ts'
import { callNames } from './syscalls.ts'

/** The records of one event of the audit log, read as one. */
export type AuditdEvent = {
  /** The type of the record that the event is about. */
  type: string
  records: readonly AuditRecord[]
  /** The fields of all records under their own names; a list where records differ. */
  raw: JsonObject
}

/** Records that tell more of an event that another record is about. */
const COMPANIONS = new Set(
  (
    'SYSCALL EXECVE CWD PATH SOCKADDR SOCKETCALL PROCTITLE EOE FD_PAIR MMAP IPC IPC_SET_PERM OBJ_PID CAPSET BPRM_FCAPS ' +
    'OPENAT2 URINGOP CONTAINER_ID'
  ).split(' '),
)
/** No event of the kernel has as many; it keeps what a hostile one costs in bounds. */
const MAX_VALUES = 256
const PART = /^(a\d{1,7})\[\d{1,7}\]$/
const LENGTH = /^a\d{1,7}_len$/
const SYSCALL_ARGUMENT = /^a[0-3]$/
const KEYS = '\x01'

/** The event of a text with one record a line; undefined where the first line is none. */
export function readAuditdEvent(text: string): AuditdEvent | undefined {
  const records = text.split('\n').flatMap((line) => readAuditRecord(line) ?? [])
  const [first] = records
  if (first === undefined) return undefined
  const types = records.map(({ type }) => type)
  const type = types.find((one) => !COMPANIONS.has(one)) ?? types.find((one) => one === 'SYSCALL') ?? first.type
  return { type, records, raw: merged(first, records) }
}

function merged(first: AuditRecord, records: readonly AuditRecord[]): JsonObject {
  const fields = new Map<string, Json>()
  if (first.node !== undefined) fields.set('node', first.node)
  const hasCommand = records.some(({ type }) => type === 'EXECVE')
  for (const record of records) {
    if (record.type !== 'EOE') add(fields, 'type', record.type)
    // The four arguments of execve are addresses in memory; the record EXECVE has what stood there.
    const isRunning = hasCommand && record.type === 'SYSCALL'
    for (const [key, value] of record.fields) {
      if (isRunning && SYSCALL_ARGUMENT.test(key)) continue
      addField(fields, key, value)
    }
  }
  if (first.stamp !== undefined) fields.set('msg', first.stamp)
  return Object.fromEntries(named(fields))
}

function addField(fields: Map<string, Json>, key: string, value: string): void {
  const part = PART.exec(key)?.[1]
  if (part !== undefined) fields.set(part, `${fields.get(part) ?? ''}${value}`)
  else if (key === 'key') for (const one of keysOf(value)) add(fields, key, one)
  else if (!LENGTH.test(key)) add(fields, key, value)
  if (key === 'saddr') for (const [name, found] of Object.entries(socketAddress(value))) add(fields, name, found)
}

/** Several keys of one rule are parted by 0x01; who writes `-F key=key=net` has a key too many in it. */
function keysOf(value: string): string[] {
  return value.split(KEYS).map((key) => (key.startsWith('key=') ? key.slice('key='.length) : key))
}

function add(fields: Map<string, Json>, key: string, value: Json): void {
  const before = fields.get(key)
  if (before === undefined) fields.set(key, value)
  else if (!Array.isArray(before)) {
    if (before !== value) fields.set(key, [before, value])
  } else if (before.length < MAX_VALUES && !before.includes(value)) before.push(value)
}

/** The names of numbers, which enriched records have already. */
function named(fields: Map<string, Json>): Map<string, Json> {
  if (fields.has('syscall') || fields.has('arch')) {
    const { arch, call } = callNames(fields.get('arch'), fields.get('syscall'))
    if (arch !== undefined && !fields.has('ARCH')) fields.set('ARCH', arch)
    if (call !== undefined && !fields.has('SYSCALL')) fields.set('SYSCALL', call)
  }
  return fields
}
