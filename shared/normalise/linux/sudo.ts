import { CLASS } from '../classify.ts'
import type { Grammar } from './line.ts'

/** ` ann : TTY=pts/0 ; PWD=/home/ann ; USER=root ; COMMAND=/bin/ls`; a refusal stands first: `ann : user NOT in sudoers ; TTY=…`. */
const WHO = /^\s{0,64}(\S{1,256}) : /
const COMMAND = 'COMMAND='
const USER = 'USER='
const MEMBER = /^[A-Z]{3,8}=/

/** sudo. https://github.com/sudo-project/sudo/blob/main/lib/eventlog/eventlog.c */
export const sudo: Grammar = (message) => {
  const who = WHO.exec(message)
  if (who === null) return undefined
  const entry = message.slice(who[0].length)
  const start = entry.startsWith(COMMAND) ? 0 : entry.indexOf(` ; ${COMMAND}`)
  const members = (start < 0 ? entry : entry.slice(0, start)).split(' ; ', 16)
  const [first = ''] = members
  const refusal = MEMBER.test(first) || start === 0 ? undefined : first
  if (start < 0 && members.length < 2) return undefined
  return {
    activity: 'sudo.command',
    classUid: CLASS.apiActivity,
    status: refusal === undefined ? 'Success' : 'Failure',
    detail: refusal,
    user: who[1],
    as: members.find((member) => member.startsWith(USER))?.slice(USER.length),
    command: start < 0 ? undefined : entry.slice(entry.indexOf(COMMAND, start) + COMMAND.length),
  }
}
