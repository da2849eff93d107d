import { CLASS } from '../classify.ts'
import { type Form, type Grammar, grammarOf } from './line.ts'

/**
 * The programs of shadow-utils and passwd, each named after the one thing it does.
 * https://github.com/shadow-maint/shadow/tree/master/src
 */
export function accounts(activity: string): Grammar {
  return grammarOf([...membership(activity), ...account(activity)])
}

/** Being in a group gives rights. */
function membership(activity: string): Form[] {
  const changed = { activity, classUid: CLASS.accessManagement, status: 'Success' } as const
  return [
    [/^add '(?<account>[^']+)' to (?:shadow )?group '(?<group>[^']+)'/, changed],
    [/^delete '(?<account>[^']+)' from (?:shadow )?group '(?<group>[^']+)'/, changed],
    [/^user (?<account>\S+) (?:added|removed) by (?<user>\S+) (?:to|from) group (?<group>\S+)$/, changed],
    [/^members of group (?<group>\S+) set by (?<user>\S+) to /, changed],
  ]
}

function account(activity: string): Form[] {
  const changed = { activity, classUid: CLASS.accountChange, status: 'Success' } as const
  return [
    [/^new user: name=(?<account>[^\s,]+)/, changed],
    [/^(?:new group: name=|group added to [^:]*: name=)(?<group>[^\s,]+)/, changed],
    [/^(?<detail>failed adding user) '(?<account>[^']+)'/, { ...changed, status: 'Failure' }],
    [/^(?:delete|change|lock|unlock) user '(?<account>[^']+)'/, changed],
    [/^(?:removed (?:shadow )?)?group '(?<group>[^']+)'/, changed],
    [/^password for '?(?<account>[^\s']+)'? changed by '?(?<user>[^\s']+)'?$/, changed],
    [/^changed user '(?<account>[^']+)' (?:shell|information)/, changed],
    [/^changed password expiry for (?<account>\S+)$/, changed],
  ]
}
