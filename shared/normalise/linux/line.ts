import type { AuditEvent, Json } from '../../events/audit-event.ts'
import type { JsonObject } from '../record.ts'

/** A line of a host's log, taken apart. */
export type Line = {
  /** What the program wrote. */
  message: string
  /** Who wrote it: `sshd`, `CRON`, `postfix/smtpd`. */
  program?: string | undefined
  /** The module that old Linux-PAM writes behind the program: `pam_unix` of `su(pam_unix)[42]`. */
  module?: string | undefined
  pid?: string | undefined
  host?: string | undefined
  /** When, in any form that `eventTime` reads. */
  time?: Json | undefined
  /** The time as it was written. */
  stamp?: string | undefined
  /** RFC 5424, section 6.2.1: facility times 8, and severity. */
  priority?: number | undefined
  messageId?: string | undefined
  structured?: JsonObject | undefined
}

/** What a program's message says; what it leaves out is not known. */
export type Reading = {
  /** `sshd.login`, `sudo.command`: the program and what it did. */
  activity: string
  classUid?: number
  status?: AuditEvent['status']
  user?: string | undefined
  uid?: string | undefined
  /** The account whose rights the user took on. */
  as?: string | undefined
  from?: string | undefined
  detail?: string | undefined
  account?: string | undefined
  group?: string | undefined
  command?: string | undefined
  file?: string | undefined
  session?: string | undefined
}

/** Reads the messages of one program; undefined where it does not know one. */
export type Grammar = (message: string) => Reading | undefined

/**
 * One form of message, and what it means. The pattern's groups have the names of a reading's members; they stand over
 * what is said beside the pattern.
 */
export type Form = readonly [pattern: RegExp, reading: Reading]

const GROUP = /\(\?<([a-z]+)>/g

/** A grammar of forms, of which the first that fits counts. */
export function grammarOf(forms: readonly Form[]): Grammar {
  const named = forms.map(([pattern, reading]) => {
    const groups = [...pattern.source.matchAll(GROUP)].map(([, group]) => group as keyof Reading)
    return { pattern, reading, groups }
  })
  return (message) => {
    for (const { pattern, reading, groups } of named) {
      const found = pattern.exec(message)
      if (found === null) continue
      // Assigned one by one: copying the match's own groups costs many times as much.
      const made: Record<string, unknown> = Object.assign({}, reading)
      for (const group of groups) made[group] = found.groups?.[group]
      return made as Reading
    }
    return undefined
  }
}
