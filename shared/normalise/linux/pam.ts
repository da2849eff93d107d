import { CLASS } from '../classify.ts'
import { type Form, type Grammar, grammarOf, type Reading } from './line.ts'

const AUTHENTICATION = { activity: 'pam.authentication', classUid: CLASS.authentication } as const
const REFUSED = { ...AUTHENTICATION, status: 'Failure' } as const
const SESSION = { classUid: CLASS.authentication, status: 'Success' } as const
const LOCKED = { activity: 'pam.account', classUid: CLASS.authentication, status: 'Failure' } as const

/** `pam_unix(sshd:auth): `, `(pam_unix) `, `pam_unix: `, `pam_unix[sshd:auth]: `. */
const MODULE = /^(?:error: )?(?:\(pam_\w{1,32}\)|pam_\w{1,32}(?:[([][^)\]\s]{0,64}[)\]])?:) /
/**
 * `logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root`. The names are the client's own and may hold an
 * address: it is the first one where there is no name before it, else the last.
 */
const PARTIES =
  / logname=(\S*) uid=(\d*) euid=\d* tty=\S* ruser=(?: rhost=(\S*)(?: {1,2}user=(.*?))?|(.*) rhost=(\S*)(?: {1,2}user=(\S*))?)(?: \[preauth\])?$/
const REFUSAL = /^(?:PAM \d+ more )?authentication (failures?|success);/

const FORMS: readonly Form[] = [
  [
    /^session opened for user (?<as>.+?)(?:\(uid=\d+\))? by (?<user>\S*?)\(uid=(?<uid>\d+)\)/,
    { ...SESSION, activity: 'pam.session.open' },
  ],
  [/^session opened for user (?<as>\S+)/, { ...SESSION, activity: 'pam.session.open' }],
  [/^session closed for user (?<as>\S+)/, { ...SESSION, activity: 'pam.session.close' }],
  [/^(?<detail>check pass; user unknown)/, REFUSED],
  [/^(?<detail>bad username) \[(?<user>.*)\]/, REFUSED],
  [/^received for user (?<user>.*): \d+ \((?<detail>.*)\)$/, REFUSED],
  [/^auth could not identify password for \[(?<user>.*)\]/, REFUSED],
  [/^(?<detail>requirement .* not met by user) "(?<user>.*)"/, { ...AUTHENTICATION, status: 'Failure' }],
  [/^(?<detail>Consecutive login failures) for user (?<user>\S+) account temporarily locked/, LOCKED],
  [/^account (?<user>\S+) has (?<detail>expired.*|password changed in future.*)$/, LOCKED],
  [/^expired password for user (?<user>\S+)(?<detail> .*)?$/, LOCKED],
  [/^user (?<user>\S+)(?: \(\d+\))? tally \d+, (?<detail>deny \d+)/, LOCKED],
  [
    /^password changed for (?<account>\S+)/,
    { activity: 'pam.password', classUid: CLASS.accountChange, status: 'Success' },
  ],
  [
    /^Failed to create session: (?<detail>.*)$/,
    { activity: 'pam.session.open', classUid: CLASS.authentication, status: 'Failure' },
  ],
]

const read = grammarOf(FORMS)

/** Whether a message is of Linux-PAM, whichever program it was loaded into. */
export function isPam(message: string): boolean {
  return MODULE.test(message) || REFUSAL.test(message)
}

/** Linux-PAM. https://github.com/linux-pam/linux-pam/tree/master/modules */
export const pam: Grammar = (message) => {
  const text = message.replace(MODULE, '')
  const outcome = REFUSAL.exec(text)
  if (outcome !== null) return attempt(text, outcome[1] === 'success')
  const reading = read(text)
  if (reading === undefined) return isPam(message) ? { activity: 'pam' } : undefined
  return reading.as === undefined ? reading : session(reading)
}

/** A session has its own user; one who opens it for another, with `su`, is the one who acts. */
function session(reading: Reading): Reading {
  const { user, uid, as, ...rest } = reading
  if (user !== undefined && user !== '' && user !== as) return { ...rest, user, uid, as }
  return { ...rest, user: as }
}

/** From afar the account is all that is known of who tries; on the host itself it is what somebody wants to be. */
function attempt(text: string, isSuccess: boolean): Reading {
  const reading = isSuccess ? { ...AUTHENTICATION, status: 'Success' as const } : REFUSED
  const found = PARTIES.exec(text.trimEnd())
  if (found === null) return reading
  const [logname, uid, firstFrom, user1, remoteUser, lastFrom, user2] = found.slice(1).map((part) => part || undefined)
  const [from, account] = [firstFrom ?? lastFrom, user1 ?? user2]
  if (from !== undefined) return Object.assign({ user: account ?? remoteUser, from }, reading)
  const user = remoteUser ?? logname ?? account
  return Object.assign({ user, uid, as: account === user ? undefined : account }, reading)
}
