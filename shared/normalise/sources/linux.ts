import type { Json } from '../../events/audit-event.ts'
import { exactText } from '../../events/stringify.ts'
import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { isJournal, readJournal, textOf } from '../linux/journald.ts'
import type { Line, Reading } from '../linux/line.ts'
import { interpret, SERVICES } from '../linux/programs.ts'
import { besides, isShipped, readShipped } from '../linux/shipped.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import { redact } from '../redact.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/linux', product: 'Linux' }
/** OCSF severities of the severities of syslog, emergency first; what is wrong with a program is of no concern here. */
const SEVERITIES = [SEVERITY.fatal, SEVERITY.critical, SEVERITY.critical, SEVERITY.medium]
/** IPv4 as a socket for both families writes it (RFC 4291, section 2.5.5.2). */
const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i

/**
 * Lines that programs of a Linux host wrote, by syslog or the journal, as text or as a shipper took them apart. A line
 * of a program that nobody knows is accepted too. `raw` has the journal's names whichever way the line came.
 */
export const linux: Source = {
  name: 'linux',
  logSources: SERVICES.map((service) => ({ product: 'linux', service })),
  recognises: (record) => isJournal(record) || isShipped(record),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs, redaction }: Context) {
  const read = isJournal(record) ? fromJournal(record, redaction) : fromShipper(record, receivedAtMs)
  if (read === undefined) return { reason: 'message, log and MESSAGE are missing: not a line of a log' } satisfies Unfit
  const { line, raw, rawData } = read
  const { reading, service, isServer } = interpret(line)
  const { status = 'Unknown', activity, classUid = CLASS.base, detail } = reading
  const ownId = at(record, '__CURSOR')
  const facts = {
    id: ownId === undefined ? identify(coreOf(line)) : identify(record, ownId, [line.message]),
    ownId,
    times: [line.time],
    activity,
    classUid,
    status,
    severity: Math.max(severityOf(status, true), SEVERITIES[Number(line.priority) % 8] ?? SEVERITY.informational),
    statusDetail: detail,
    message: line.message.trim(),
    user: userOf(reading, isServer ? undefined : at(raw, '_UID')),
    impersonated: name(reading.as) === undefined ? undefined : present({ name: name(reading.as) }),
    address: reading.from?.replace(MAPPED, '$1'),
    resources: resourcesOf(reading, line.host),
    logsource: { product: 'linux', service },
    raw,
    rawData,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

type Read = { line: Line; raw: JsonObject; rawData: string | undefined }

function fromJournal(record: JsonObject, policy: Context['redaction']): Read {
  // Bytes hide a secret from whoever took them out of the record.
  const bytes = at(record, 'MESSAGE')
  if (Array.isArray(bytes)) {
    record['MESSAGE'] = textOf(bytes)
    redact(record, linux.name, { policy })
  }
  const line = readJournal(record)
  const rawData = exactText(record)
  if (at(record, 'MESSAGE') === line.message && at(record, '_HOSTNAME') !== undefined)
    return { line, raw: record, rawData }
  return { line, raw: Object.assign(besides(record), journalNames(line)), rawData }
}

function fromShipper(record: JsonObject, receivedAtMs: number): Read | undefined {
  const read = readShipped(record, receivedAtMs)
  if (read === undefined) return undefined
  const { line, text } = read
  const rawData = line.message === text ? exactText(record) : text
  return { line, raw: Object.assign(besides(record), journalNames(line)), rawData }
}

/** The fields that the journal would have given the line. */
function journalNames(line: Line): JsonObject {
  const { priority } = line
  return present({
    SYSLOG_TIMESTAMP: line.stamp,
    _HOSTNAME: line.host,
    SYSLOG_IDENTIFIER: line.program,
    _PID: line.pid,
    SYSLOG_PID: line.pid,
    SYSLOG_FACILITY: priority === undefined ? undefined : String(Math.floor(priority / 8)),
    PRIORITY: priority === undefined ? undefined : String(priority % 8),
    SYSLOG_MSGID: line.messageId,
    SYSLOG_STRUCTURED_DATA: line.structured,
    MESSAGE: line.message,
  })
}

/** What every way of sending a line keeps of it. */
function coreOf({ time, host, program, pid, message, messageId, structured }: Line): Json {
  return [time ?? null, host ?? null, program ?? null, pid ?? null, message, messageId ?? null, structured ?? null]
}

/** @param ownUid the number of the account that the program ran under */
function userOf({ user, uid }: Reading, ownUid: Json | undefined): User {
  const named = name(user)
  if (named !== undefined) return present({ name: named, uid })
  const number = uid ?? name(ownUid)
  return present({ name: number === '0' ? 'root' : undefined, uid: number })
}

function resourcesOf({ account, group, command, file, session }: Reading, host: string | undefined): Resource[] {
  const resources: Resource[] = []
  const add = (type: string, thing: string | undefined) => {
    const title = name(thing)
    if (title !== undefined) resources.push({ type, name: title })
  }
  add('user', account)
  add('group', group)
  add('command', command)
  add('file', file)
  add('session', session)
  add('host', host)
  return resources
}
