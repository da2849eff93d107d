import type { JsonObject } from '../../../shared/normalise/record.ts'
import { auditd } from '../../../shared/normalise/sources/auditd.ts'
import { linux } from '../../../shared/normalise/sources/linux.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId, derivedNumber } from '../derived-id.ts'
import { linuxUser, type Who } from './identities.ts'
import { receive } from './receive.ts'

/** The company's machines. */
export const HOSTS = ['bastion-01', 'web-01', 'web-02', 'db-01', 'build-01'] as const
const FIRST_UID = 1000
const FIRST_PORT = 32_768
const PORTS = 28_000
const PIDS = 60_000
const NOTICE = '5'
const INFO = '6'
const AUTHPRIV = '10'

export type LinuxLine = {
  host: string
  /** Who writes the line: `sshd`, `sudo`, `su`, `useradd`, `CRON`, `systemd`. */
  program: string
  message: string
  /** The number of the account that the program runs under, 0 unless said. */
  uid?: number
  failed?: boolean
  /** Further fields of the journal's entry. */
  fields?: JsonObject
}

/** One line of a host's journal about accounts and logins, in the fields of systemd's journal. */
export const linuxLine = ({ host, program, message, uid = 0, failed = false, fields }: LinuxLine): RecordedDeed => ({
  write(timeMs, id) {
    const pid = String(1 + derivedNumber(PIDS, id))
    const record: JsonObject = {
      __CURSOR: cursorOf(host, timeMs, id),
      __REALTIME_TIMESTAMP: `${timeMs}000`,
      _HOSTNAME: host,
      _TRANSPORT: 'syslog',
      _UID: String(uid),
      _PID: pid,
      _COMM: program.toLowerCase(),
      PRIORITY: failed ? NOTICE : INFO,
      SYSLOG_FACILITY: AUTHPRIV,
      SYSLOG_IDENTIFIER: program,
      SYSLOG_PID: pid,
      MESSAGE: message,
      ...fields,
    }
    return receive(linux, record, timeMs)
  },
})

/** Where an entry stands in the journal: `s` the file's id, `i` the entry's number, `b` the boot's id, `t` the time. */
const cursorOf = (host: string, timeMs: number, id: string): string => {
  const [file, boot] = ['journal', 'boot'].map((what) => derivedId(host, what).replaceAll('-', ''))
  const number = derivedNumber(PIDS * PIDS, id).toString(16)
  const micros = (timeMs * 1000).toString(16)
  return `s=${file};i=${number};b=${boot};m=${micros};t=${micros};x=${id.replaceAll('-', '').slice(-16)}`
}

/** A login by ssh, refused when `failed`; `unknown` for an account that the host has not. */
export const sshLogin = (
  login: Who & { host: string; user?: string; method?: 'publickey' | 'password'; failed?: boolean; unknown?: boolean },
): RecordedDeed => {
  const { actor, from = actor.from, host, user = linuxUser(actor), failed = false, unknown = false } = login
  const method = login.method ?? (failed ? 'password' : 'publickey')
  const port = FIRST_PORT + derivedNumber(PORTS, host, user, from.ip)
  const where = `from ${from.ip} port ${port} ssh2`
  const message = failed
    ? `Failed ${method} for ${unknown ? 'invalid user ' : ''}${user} ${where}`
    : `Accepted ${method} for ${user} ${where}`
  return linuxLine({ host, program: 'sshd', message, failed })
}

/** A command run through sudo, refused when `failed`. */
export const sudo = (
  run: Pick<Who, 'actor'> & { host: string; command: string; user?: string; as?: string; failed?: boolean },
): RecordedDeed => {
  const { actor, host, command, user = linuxUser(actor), as = 'root', failed = false } = run
  const refusal = failed ? 'command not allowed ; ' : ''
  const message = `${user} : ${refusal}TTY=pts/0 ; PWD=/home/${user} ; USER=${as} ; COMMAND=${command}`
  return linuxLine({ host, program: 'sudo', message, uid: FIRST_UID + actor.index, failed })
}

export type AuditdRecord = {
  host: string
  /** The record's type: `EXECVE`, `SYSCALL`, `PATH`, `USER_CMD`. */
  type: string
  /** The number of the account that logged in, 0 unless said. */
  uid?: number
  /** The record's own fields: `a0`, `exe`, `key`, `name`. */
  fields: Record<string, string>
}

/** What somebody's words stand in; the kernel writes these between quotes, or in hexadecimal. */
const QUOTED = /^(?:a\d+|exe|comm|cwd|name|key|acct|cmd|proctitle)$/
const UNPRINTABLE = /[^!#-~]/

/** One record of the kernel's audit log, as auditd writes it. */
export const linuxAuditd = ({ host, type, uid = 0, fields }: AuditdRecord): RecordedDeed => ({
  write(timeMs, id) {
    const stamp = `audit(${(timeMs / 1000).toFixed(3)}:${derivedNumber(PIDS * PIDS, id)})`
    const pairs = Object.entries({ ...fields, auid: String(uid) }).map(
      ([key, value]) => `${key}=${written(key, value)}`,
    )
    return receive(auditd, { message: `node=${host} type=${type} msg=${stamp}: ${pairs.join(' ')}` }, timeMs)
  },
})

const written = (key: string, value: string): string => {
  if (!QUOTED.test(key)) return value
  return UNPRINTABLE.test(value) ? Buffer.from(value).toString('hex').toUpperCase() : `"${value}"`
}
