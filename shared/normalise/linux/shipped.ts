import type { Json } from '../../events/audit-event.ts'
import { at, type JsonObject, name } from '../record.ts'
import type { Line } from './line.ts'
import { readSyslog } from './syslog.ts'

/** Names that Vector, Fluent Bit, Fluentd, rsyslog and syslog-ng give the parts of a line, the usual first. */
const MESSAGE = ['message', 'log', 'msg', 'MESSAGE'] as const
const PROGRAM = ['appname', 'ident', 'programname', 'app-name', 'program', 'SYSLOG_IDENTIFIER', 'PROGRAM'] as const
const HOST = ['host', 'hostname', '_HOSTNAME', 'HOST', 'fromhost'] as const
const PID = ['procid', 'pid', '_PID', 'SYSLOG_PID', 'PID'] as const
const TIME = ['timestamp', 'time', '@timestamp', 'timereported', 'date', 'DATE', 'ISODATE', 'timegenerated'] as const
/** One of these beside message, program and host tells a line of syslog from an application's own record. */
const MARKS = [...PID, 'facility', 'syslogfacility', 'syslogfacility-text', 'pri', 'FACILITY', 'syslogtag', 'extradata']
/** Which year a line is of does not matter to what it is. */
const ANY_TIME = 0
/** rsyslog’s own template has the program and its process in one. */
const TAG = /^([^\s:[\]]{1,128})(?:\[(\d{1,10})\])?:?$/
const MAX_PRIORITY = 191
const CONSUMED = new Set<string>([...MESSAGE, ...PROGRAM, ...HOST, ...PID])

/** Whether a record can only be a line of syslog that a shipper took apart, or carries whole. */
export function isShipped(record: JsonObject): boolean {
  const message = first(record, MESSAGE)
  if (typeof message !== 'string') return false
  if (part(record, PROGRAM) !== undefined && part(record, HOST) !== undefined)
    return MARKS.some((mark) => Object.hasOwn(record, mark))
  const line = readSyslog(message, ANY_TIME)
  return line?.program !== undefined && (line.pid !== undefined || line.stamp !== undefined)
}

/** Takes a shipper's record apart. A message that is a whole line of syslog says more than what is beside it. */
export function readShipped(record: JsonObject, receivedAtMs: number): { line: Line; text: string } | undefined {
  const text = first(record, MESSAGE) ?? at(record, 'message')
  if (typeof text !== 'string') return undefined
  const [program, pid] = programOf(record)
  const host = part(record, HOST)
  const time = timeOf(record)
  const whole = program === undefined ? readSyslog(text, receivedAtMs) : undefined
  if (whole !== undefined) {
    whole.host ??= host
    whole.time ??= time
    return { line: whole, text }
  }
  const priority = Number(at(record, 'pri') ?? Number.NaN)
  // rsyslog leaves the space that was between the tag and the message.
  const message = program !== undefined && text.startsWith(' ') ? text.slice(1) : text
  const isPriority = Number.isInteger(priority) && priority >= 0 && priority <= MAX_PRIORITY
  return { line: { message, program, pid, host, time, priority: isPriority ? priority : undefined }, text }
}

function programOf(record: JsonObject): [program?: string | undefined, pid?: string | undefined] {
  const program = part(record, PROGRAM)
  const pid = part(record, PID)
  if (program !== undefined) return [program, pid]
  const tag = TAG.exec(name(at(record, 'syslogtag')) ?? '')
  return tag === null ? [undefined, pid] : [tag[1], pid ?? tag[2]]
}

/** When, as a shipper says it beside a line or an entry of the journal. */
export const timeOf = (record: JsonObject): Json | undefined => first(record, TIME)

/** What a shipper's record says beside the parts of the line. */
export function besides(record: JsonObject): JsonObject {
  const rest: JsonObject = {}
  for (const key of Object.keys(record)) {
    if (!CONSUMED.has(key) && key !== '__proto__') rest[key] = record[key] as Json
  }
  return rest
}

/** rsyslog writes RFC 5424's `-` for a part that a line does not have. */
function part(record: JsonObject, names: readonly string[]): string | undefined {
  const text = name(first(record, names))
  return text === '-' ? undefined : text
}

function first(record: JsonObject, names: readonly string[]): Json | undefined {
  for (const key of names) {
    const value = at(record, key)
    if (value !== undefined && value !== null && value !== '') return value
  }
  return undefined
}
