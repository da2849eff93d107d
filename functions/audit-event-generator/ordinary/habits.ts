import {
  BACKUPS,
  BUCKETS,
  DOCUMENTS,
  EVERYDAY_ROLES,
  GROUPS,
  INSTANCES,
  REPOSITORIES,
  SECRET_OF_SERVICE,
  SECRETS,
  SENSITIVE_DOCUMENTS,
} from '../company/assets.ts'
import { type Actor, PEOPLE } from '../company/people.ts'
import type { Deed, OwnDeed, Resource } from '../deed.ts'
import type { Random } from '../random.ts'
import type { Activity } from '../vocabulary.ts'
import { PRODUCT_HABITS } from './product-habits.ts'

/** Something that people do on an ordinary day, in the company's own system or in a product that it uses. */
export type Habit = {
  /**
   * One actor does it at most once a tick, and only in every so many minutes, however many events are asked for:
   * this keeps ordinary days below what the rules that count look for. Absent: as often as it comes.
   */
  everyMinutes?: number
} & (OwnHabit | { deed(random: Random, actor: Actor): Deed })

type OwnHabit = {
  activity: Activity
  result?: Pick<OwnDeed, 'failed' | 'detail'>
  /** The largest size of what is moved, where sizes are written down. */
  mostBytes?: number
  resources(random: Random, actor: Actor): Resource[]
}

const of = (type: string, names: readonly string[]) => (random: Random) => [{ type, name: random.pick(names) }]
const nothing = () => []
const document = (random: Random): Resource[] => [
  { type: 'file', name: random.pick(random.chance(0.1) ? SENSITIVE_DOCUMENTS : DOCUMENTS) },
]
const newcomer = (random: Random): Resource[] => [{ type: 'user', name: `newcomer.${random.hex(4)}` }]
const colleagueIn = (type: string, names: readonly string[]) => (random: Random) => [
  { type, name: random.pick(names) },
  { type: 'user', name: random.pick(PEOPLE).name },
]
const ownSecret = (random: Random, { name }: Actor): Resource[] => [
  { type: 'secret', name: SECRET_OF_SERVICE[name] ?? random.pick(SECRETS) },
]

const WRONG_PASSWORD = { failed: true, detail: 'invalid_password' }
const CHALLENGE_TIMEOUT = { failed: true, detail: 'challenge_timed_out' }
const FORBIDDEN = { failed: true, detail: 'access_denied' }

export const HABITS = {
  ...PRODUCT_HABITS,
  login: { activity: 'user.login', resources: nothing },
  mistypedLogin: { activity: 'user.login', everyMinutes: 7, result: WRONG_PASSWORD, resources: nothing },
  logout: { activity: 'user.logout', resources: nothing },
  challenge: { activity: 'user.mfa.challenge', resources: nothing },
  missedChallenge: { activity: 'user.mfa.challenge', everyMinutes: 9, result: CHALLENGE_TIMEOUT, resources: nothing },
  enroll: { activity: 'user.mfa.enroll', everyMinutes: 61, resources: nothing },
  changePassword: { activity: 'user.password.change', everyMinutes: 61, resources: nothing },
  read: { activity: 'file.read', resources: document },
  download: { activity: 'file.download', everyMinutes: 2, mostBytes: 5_000_000, resources: document },
  share: { activity: 'file.share.external', everyMinutes: 11, resources: of('file', DOCUMENTS) },
  push: { activity: 'repository.push', resources: of('repository', REPOSITORIES) },
  clone: { activity: 'repository.clone', everyMinutes: 3, resources: of('repository', REPOSITORIES) },
  deploy: { activity: 'deployment.create', resources: of('service', REPOSITORIES) },
  createKey: {
    activity: 'api_key.create',
    everyMinutes: 61,
    resources: (r) => [{ type: 'api_key', name: `hik_${r.hex(6)}` }],
  },
  useKey: { activity: 'api_key.use', resources: of('service', REPOSITORIES) },
  readSecret: { activity: 'secret.read', everyMinutes: 6, resources: ownSecret },
  readConfig: { activity: 'config.read', resources: of('service', REPOSITORIES) },
  forbiddenConfig: {
    activity: 'config.read',
    everyMinutes: 7,
    result: FORBIDDEN,
    resources: of('service', REPOSITORIES),
  },
  listRoles: { activity: 'role.list', resources: nothing },
  listUsers: { activity: 'user.list', resources: nothing },
  listStorage: { activity: 'storage.list', resources: of('bucket', BUCKETS) },
  listInstances: { activity: 'instance.list', resources: nothing },
  startInstance: { activity: 'instance.create', everyMinutes: 9, resources: of('instance', INSTANCES) },
  openTicket: { activity: 'ticket.open', resources: (r) => [{ type: 'ticket', name: `HIT-${1000 + r.below(9000)}` }] },
  backUp: { activity: 'backup.create', resources: of('backup', BACKUPS) },
  searchAuditLog: { activity: 'audit_log.search', resources: nothing },
  createUser: { activity: 'user.create', everyMinutes: 31, resources: newcomer },
  grantRole: { activity: 'role.grant', everyMinutes: 5, resources: colleagueIn('role', EVERYDAY_ROLES) },
  addToGroup: { activity: 'group.member.add', everyMinutes: 5, resources: colleagueIn('group', GROUPS) },
} as const satisfies Record<string, Habit>

export type HabitName = keyof typeof HABITS

/** What the actor does this time. */
export const deedOf = (habit: Habit, random: Random, actor: Actor): Deed => {
  if ('deed' in habit) return habit.deed(random, actor)
  const { activity, resources, result, mostBytes } = habit
  const bytes = mostBytes === undefined ? undefined : 1 + random.below(mostBytes)
  return { actor, activity, resources: resources(random, actor), ...result, ...(bytes !== undefined && { bytes }) }
}
