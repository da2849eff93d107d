import { accounts } from './accounts.ts'
import { cron } from './cron.ts'
import { doas } from './doas.ts'
import { dropbear } from './dropbear.ts'
import { guacamole } from './guacamole.ts'
import type { Grammar, Line, Reading } from './line.ts'
import { login } from './login.ts'
import { logind } from './logind.ts'
import { isPam, pam } from './pam.ts'
import { pureFtpd } from './pure-ftpd.ts'
import { sshd } from './sshd.ts'
import { su } from './su.ts'
import { sudo } from './sudo.ts'
import { vsftpd } from './vsftpd.ts'

/** Sigma's names for the logs of a host. https://sigmahq.io/docs/basics/log-sources.html */
export const SERVICES = ['auth', 'syslog', 'vsftpd', 'guacamole', 'clamav'] as const

type Program = {
  service: (typeof SERVICES)[number]
  read?: Grammar
  /** It acts for whoever connects, so its own account is not the one that acts. */
  isServer?: true
}

/** What a message says, and in which of Sigma's logs it stands. */
export type Interpretation = { reading: Reading; service: Program['service']; isServer: boolean }

/** No message that a grammar knows is longer; the rest of a longer one is not looked at. */
const MAX_READ_LENGTH = 8192
const REPEATED = /^message repeated \d{1,9} times: \[ ?(.*)\]$/s
const OTHER: Program = { service: 'syslog' }
const SSHD: Program = { service: 'auth', read: sshd, isServer: true }

const ACCOUNT_PROGRAMS = [
  ...['useradd', 'usermod', 'userdel', 'adduser', 'deluser', 'groupadd', 'groupmod', 'groupdel', 'gpasswd'],
  ...['passwd', 'chpasswd', 'chage', 'chsh', 'chfn', 'newusers'],
]

const PROGRAMS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['sshd', SSHD],
  ['sshd-session', SSHD],
  ['sshd-auth', SSHD],
  ['dropbear', { service: 'auth', read: dropbear, isServer: true }],
  ['sudo', { service: 'auth', read: sudo }],
  ['doas', { service: 'auth', read: doas }],
  ['su', { service: 'auth', read: su }],
  ['su-l', { service: 'auth', read: su }],
  ['login', { service: 'auth', read: login, isServer: true }],
  ['systemd-logind', { service: 'auth', read: logind, isServer: true }],
  ['cron', { service: 'auth', read: cron }],
  ['crond', { service: 'auth', read: cron }],
  ['crontab', { service: 'auth', read: cron }],
  ['polkitd', { service: 'auth' }],
  ['pkexec', { service: 'auth' }],
  ['vsftpd', { service: 'vsftpd', read: vsftpd, isServer: true }],
  ['pure-ftpd', { service: 'auth', read: pureFtpd, isServer: true }],
  ['guacamole', { service: 'guacamole', read: guacamole, isServer: true }],
  ['guacd', { service: 'guacamole', isServer: true }],
  ['clamd', { service: 'clamav' }],
  ['clamscan', { service: 'clamav' }],
  ['freshclam', { service: 'clamav' }],
  ...ACCOUNT_PROGRAMS.map((name): [string, Program] => [name, { service: 'auth', read: accounts(name) }]),
])

/** Reads a line by the grammar of its program; of a program that nobody knows the name alone. */
export function interpret(line: Line): Interpretation {
  const program = (line.program && PROGRAMS.get(baseName(line.program))) || OTHER
  const message = line.message.slice(0, MAX_READ_LENGTH).replace(REPEATED, '$1')
  const reading = line.module?.startsWith('pam_') || isPam(message) ? pam(message) : undefined
  const isServer = program.isServer === true
  if (reading !== undefined) return { reading, service: program === OTHER ? 'auth' : program.service, isServer }
  const own = program.read?.(message)
  return { reading: own ?? { activity: line.program ?? 'syslog' }, service: program.service, isServer }
}

function baseName(program: string): string {
  return program.slice(program.lastIndexOf('/') + 1).toLowerCase()
}
