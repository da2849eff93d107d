import { CLASS, SEVERITY } from '../../../shared/normalise/classify.ts'
import type { JsonObject } from '../../../shared/normalise/record.ts'
import type { Endpoint } from '../company/places.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedNumber } from '../derived-id.ts'
import { linuxUser, type Who } from './identities.ts'
import { write } from './receive.ts'

/** The company's machines. */
export const HOSTS = ['bastion-01', 'web-01', 'web-02', 'db-01', 'build-01'] as const
const PRODUCT = { name: 'Linux' }
const FIRST_UID = 1000
const FIRST_PORT = 32_768
const PORTS = 28_000
const PIDS = 60_000

export type LinuxLine = {
  host: string
  /** Who writes the line: `sshd`, `sudo`, `su`, `useradd`, `CRON`, `systemd`. */
  program: string
  message: string
  /** What the normalised event calls it: `sshd.login`. The program's name unless said. */
  activity?: string
  /** The account that acts, `root` unless said. */
  user?: string
  /** Its number, 0 unless said. */
  uid?: number
  /** Its address alone: a host knows no more. */
  from?: Endpoint
  failed?: boolean
  classUid?: number
  /** What is acted upon beside the host, the thing it is about first. */
  resources?: { type: string; name: string }[]
  /** Further fields of the journal's entry. */
  fields?: JsonObject
}

/** One line of a host's journal about accounts and logins, in the fields of systemd's journal. */
export const linuxLine = (line: LinuxLine): RecordedDeed => ({
  write(timeMs, id) {
    const { host, program, message, failed = false, user = 'root', uid = 0 } = line
    const pid = String(1 + derivedNumber(PIDS, id))
    const raw: JsonObject = {
      __REALTIME_TIMESTAMP: `${timeMs}000`,
      _HOSTNAME: host,
      _TRANSPORT: 'syslog',
      _UID: String(uid),
      _PID: pid,
      _COMM: program.toLowerCase(),
      PRIORITY: failed ? '5' : '6',
      SYSLOG_FACILITY: '10',
      SYSLOG_IDENTIFIER: program,
      SYSLOG_PID: pid,
      MESSAGE: message,
      ...line.fields,
    }
    return write({
      timeMs,
      activity: line.activity ?? program,
      classUid: line.classUid ?? CLASS.base,
      severity: failed ? SEVERITY.medium : SEVERITY.informational,
      status: failed ? 'Failure' : 'Success',
      message,
      user: { name: user, uid: String(uid) },
      from: line.from ? { ip: line.from.ip } : {},
      resources: [...(line.resources ?? []), { type: 'host', name: host }],
      product: PRODUCT,
      uid: id,
      logsource: { product: 'linux', service: 'auth' },
      raw,
    })
  },
})

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
  return linuxLine({
    host,
    program: 'sshd',
    message,
    activity: 'sshd.login',
    classUid: CLASS.authentication,
    user,
    uid: user === 'root' ? 0 : FIRST_UID + actor.index,
    from,
    failed,
  })
}

/** A command run through sudo, refused when `failed`. */
export const sudo = (
  run: Pick<Who, 'actor'> & { host: string; command: string; user?: string; as?: string; failed?: boolean },
): RecordedDeed => {
  const { actor, host, command, user = linuxUser(actor), as = 'root', failed = false } = run
  const refusal = failed ? 'command not allowed ; ' : ''
  return linuxLine({
    host,
    program: 'sudo',
    message: `${user} : ${refusal}TTY=pts/0 ; PWD=/home/${user} ; USER=${as} ; COMMAND=${command}`,
    activity: 'sudo.command',
    classUid: CLASS.apiActivity,
    user,
    uid: FIRST_UID + actor.index,
    failed,
    resources: [{ type: 'command', name: command }],
  })
}

export type AuditdRecord = {
  host: string
  /** The record's type: `EXECVE`, `SYSCALL`, `PATH`, `USER_CMD`. */
  type: string
  user?: string
  uid?: number
  failed?: boolean
  /** The record's own fields: `a0`, `exe`, `key`, `name`. */
  fields: JsonObject
}

/** One record of the kernel's audit log, its fields taken apart. */
export const linuxAuditd = ({
  host,
  type,
  user = 'root',
  uid = 0,
  failed = false,
  fields,
}: AuditdRecord): RecordedDeed => ({
  write(timeMs, id) {
    const serial = derivedNumber(PIDS * PIDS, id)
    const raw: JsonObject = {
      node: host,
      type,
      msg: `audit(${(timeMs / 1000).toFixed(3)}:${serial})`,
      auid: String(uid),
      ...fields,
    }
    return write({
      timeMs,
      activity: type,
      classUid: CLASS.apiActivity,
      severity: SEVERITY.informational,
      status: failed ? 'Failure' : 'Success',
      user: { name: user, uid: String(uid) },
      from: {},
      resources: [{ type: 'host', name: host }],
      product: PRODUCT,
      uid: String(serial),
      logsource: { product: 'linux', service: 'auditd' },
      raw,
    })
  },
})
