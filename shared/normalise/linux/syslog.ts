import { readTime } from '../time.ts'
import type { Line } from './line.ts'
import { readStamp } from './stamp.ts'
import { readStructuredData } from './structured-data.ts'

const PRIORITY = /^<(\d{1,3})>/
const MAX_PRIORITY = 191
/** `1 TIMESTAMP HOSTNAME APP-NAME PROCID MSGID `, each `-` where there is none. */
const RFC5424 = /^1 (\S{1,64}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /
/** `sshd[42]: `, `sudo: `, `su(pam_unix)[42]: `, `[sshd]: `. */
const TAG = /^(?:\[([\w./-]{1,64})\]|([^\s:[\]()]{1,128})(?:\(([\w-]{1,64})\))?(?:\[(\d{1,10})\])?):(?: |$)/
const TAG_WITH_PID = /^([^\s:[\]()]{1,128})(?:\(([\w-]{1,64})\))?\[(\d{1,10})\]:(?: |$)/
const HOST = /^([^\s[\]]{1,255}) +/
/** Programs that write a log of their own, with a time but neither host nor tag. */
const VSFTPD = /^\[pid (\d{1,10})\] /
const GUACAMOLE = /^(?:org\.(?:slf4j|apache\.guacamole|glyptodon)\.|\[[\w-]{1,64}\] [A-Z]{4,5} +o\.a\.g\.)/
const GUACAMOLE_ALONE = /^[A-Z]{4,7}: Authentication attempt from /
/** Solaris writes the id of the message before it. */
const MESSAGE_ID = /^\[ID \d{1,10} [\w.]{1,32}\] /
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Takes a line of syslog apart: RFC 5424; RFC 3164 and what programs write in its likeness, with or without priority,
 * year, host and process id, with RFC 3339 or macOS' times; `host program[pid]: message` without a time, as the journal
 * is exported. Undefined where it is none of these.
 */
export function readSyslog(text: string, receivedAtMs: number): Line | undefined {
  const found = PRIORITY.exec(text)
  const priority = found !== null && Number(found[1]) <= MAX_PRIORITY ? Number(found[1]) : undefined
  const line = priority === undefined ? text : text.slice(found?.[0].length)
  const parsed = (priority === undefined ? undefined : rfc5424(line)) ?? rfc3164(line, receivedAtMs)
  if (parsed === undefined) return priority === undefined ? undefined : { message: line, priority }
  parsed.priority = priority
  return parsed
}

function rfc5424(line: string): Line | undefined {
  const header = RFC5424.exec(line)
  if (header === null) return undefined
  const [stamp, host, program, pid, messageId] = header.slice(1).map((part) => (part === '-' ? undefined : part))
  if (stamp !== undefined && readTime(stamp) === undefined) return undefined
  const rest = line.slice(header[0].length)
  const data = readStructuredData(rest)
  if (data === undefined && !rest.startsWith('-')) return undefined
  const body = rest.slice((data?.end ?? 1) + 1)
  const message = body.startsWith(BYTE_ORDER_MARK) ? body.slice(1) : body
  return { message, program, pid, host, time: stamp, stamp, messageId, structured: data?.elements }
}

function rfc3164(line: string, receivedAtMs: number): Line | undefined {
  const stamped = readStamp(line, receivedAtMs)
  if (stamped === undefined) return untimed(line)
  const { stamp, timeMs } = stamped
  const rest = stamped.rest.trimStart()
  const tagged = ownLog(rest) ?? withTag(rest)
  const host = tagged === undefined ? HOST.exec(rest) : null
  const after = host === null ? rest : rest.slice(host[0].length)
  const parsed = tagged ?? (host === null ? undefined : withTag(after)) ?? lineOf(after)
  if (host !== null) parsed.host = host[1]
  parsed.time = timeMs
  parsed.stamp = stamp
  return parsed
}

/** Without a time only a process id tells a tag from a word of prose. */
function untimed(line: string): Line | undefined {
  if (GUACAMOLE_ALONE.test(line)) return lineOf(line, 'guacamole')
  if (TAG_WITH_PID.test(line)) return withTag(line)
  const host = HOST.exec(line)
  if (host === null) return undefined
  const rest = line.slice(host[0].length)
  const parsed = TAG_WITH_PID.test(rest) ? withTag(rest) : undefined
  if (parsed !== undefined) parsed.host = host[1]
  return parsed
}

function ownLog(rest: string): Line | undefined {
  const pid = VSFTPD.exec(rest)
  if (pid !== null) return lineOf(rest.slice(pid[0].length), 'vsftpd', pid[1])
  return GUACAMOLE.test(rest) ? lineOf(rest, 'guacamole') : undefined
}

function withTag(text: string): Line | undefined {
  const tag = TAG.exec(text)
  if (tag === null) return undefined
  const [whole, bracketed, program, module, pid] = tag
  const after = text.slice(whole.length)
  return lineOf(after.startsWith('[ID ') ? after.replace(MESSAGE_ID, '') : after, bracketed ?? program, pid, module)
}

/** All members at once: lines of one shape are read much faster by whoever comes after. */
function lineOf(message: string, program?: string, pid?: string, module?: string): Line {
  return { message, program, module, pid, host: undefined, time: undefined, stamp: undefined, priority: undefined }
}
