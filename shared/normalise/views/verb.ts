/** What an operation does to what it is about. */
export type Verb =
  | 'create'
  | 'read'
  | 'update'
  | 'delete'
  | 'assign'
  | 'revoke'
  | 'enable'
  | 'disable'
  | 'lock'
  | 'unlock'

const words = (verb: Verb, list: string): [string, Verb][] => list.split(' ').map((word) => [word, verb])
const VERBS = new Map<string, Verb>([
  ...words(
    'create',
    'create created creates add added insert inserted new register registered generate import upload run start publish',
  ),
  ...words(
    'read',
    'get list read view viewed describe head watch search query lookup find download downloaded export check access accessed assume',
  ),
  ...words(
    'update',
    'update updated modify modified edit edited change changed set put patch rename renamed move moved reset replace rotate restore',
  ),
  ...words(
    'delete',
    'delete deleted remove removed destroy destroyed terminate deregister purge drop deletecollection',
  ),
  ...words('assign', 'assign attach attached grant granted invite join'),
  ...words('revoke', 'revoke revoked detach detached unassign deny leave'),
  ...words('enable', 'enable enabled activate activated reactivate unsuspend'),
  ...words('disable', 'disable disabled deactivate deactivated suspend suspended'),
  ...words('lock', 'lock locked'),
  ...words('unlock', 'unlock unlocked'),
])
const WORD = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g
const MAX_LENGTH = 200

/** The first verb in the vendor's name of an operation: `create` of `repo.create`, `CreateUser` and `google.iam.CreateRole`. */
export function verbOf(activity: string): Verb | undefined {
  for (const [word] of activity.slice(0, MAX_LENGTH).matchAll(WORD)) {
    const verb = VERBS.get(word.toLowerCase())
    if (verb !== undefined) return verb
  }
  return undefined
}

/** Whether an operation begins a session, ends one, or neither. */
export function sessionPart(activity: string): 'start' | 'end' | undefined {
  const text = activity.slice(0, MAX_LENGTH)
  if (/(?:log|sign)(?:ged|ed)?[ _.-]?(?:out|off)|session[ _.-]?(?:end|close|terminat|expire|revoke)/i.test(text))
    return 'end'
  if (
    /log(?:ged)?[ _.-]?(?:in|on)|sign[ _.-]?(?:in|on)|authenticat|(?:^|[_.])auth(?:$|[_.])|assumerole|session[ _.-]?(?:start|open)|accepted|opened/i.test(
      text,
    )
  )
    return 'start'
  return undefined
}
