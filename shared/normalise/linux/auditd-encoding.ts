import { bytesAsText } from './bytes-as-text.ts'

const HEX = /^(?:[0-9A-F]{2})+$/
/** What the kernel does not put between quotes: a space or less, a quote, DEL and above. */
const UNPRINTABLE = /[\0- "\x7f-\uffff]/
const NULS = /\0+/g

/**
 * Fields whose values a user may choose. The kernel writes them between quotes, or in hexadecimal where a quote, a space
 * or worse is in them. https://github.com/linux-audit/audit-documentation/blob/main/specs/fields/field-dictionary.csv
 */
const ENCODED = new Set(
  (
    'acct cgroup cmd comm cwd data device dir exe file grp key name new_group ocomm oexe path proctitle root_dir sw vm ' +
    'watch'
  ).split(' '),
)
/** Of these alone every value is hexadecimal. */
const KEYSTROKES = new Set(['TTY', 'USER_TTY'])
const ARGUMENT = /^a\d{1,7}(?:\[\d{1,7}\])?$/

/** The text of a value without quotes, in a record of the given type. Arguments of a command stand apart with spaces. */
export function decoded(type: string, key: string, value: string): string {
  const isEncoded = ENCODED.has(key) || (type === 'EXECVE' && ARGUMENT.test(key))
  if (!isEncoded || !HEX.test(value)) return value
  const text = bytesAsText(Buffer.from(value, 'hex'))
  if (key === 'data' && KEYSTROKES.has(type)) return text
  if (!UNPRINTABLE.test(text)) return value
  return key === 'proctitle' || key === 'cmd' ? text.replace(/\0+$/, '').replace(NULS, ' ') : text
}
