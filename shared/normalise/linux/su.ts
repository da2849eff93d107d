import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const CHANGED = { activity: 'su.session', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...CHANGED, status: 'Failure' } as const

/** su of util-linux, shadow and BSD. https://github.com/util-linux/util-linux/blob/master/login-utils/su-common.c */
export const su = grammarOf([
  [/^FAILED SU \(to (?<as>\S+)\) (?<user>\S+) on /, REFUSED],
  [/^\(to (?<as>\S+)\) (?<user>\S+) on /, CHANGED],
  [/^Successful su for (?<as>\S+) by (?<user>\S+)$/, CHANGED],
  [/^FAILED su for (?<as>\S+) by (?<user>\S+)$/, REFUSED],
  [/^\+ \S+ (?<user>[^\s:]+):(?<as>\S+)$/, CHANGED],
  [/^- \S+ (?<user>[^\s:]+):(?<as>\S+)$/, REFUSED],
  [/^BAD SU (?<user>\S+) to (?<as>\S+) on /, REFUSED],
  [/^(?<user>\S+) to (?<as>\S+) on \S+$/, CHANGED],
])
