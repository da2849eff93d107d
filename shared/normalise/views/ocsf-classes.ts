import { CLASS } from '../classify.ts'
import { sessionPart, type Verb, verbOf } from './verb.ts'

/** A class of OCSF 1.5, with what an operation's name is to it; https://schema.ocsf.io/1.5.0/classes/account_change etc. */
export type OcsfClass = {
  uid: number
  name: string
  categoryUid: number
  categoryName: string
  /** Captions of the activities by id, but 0 and 99. */
  activities: Readonly<Record<number, string>>
  activityOf(activity: string): number
}

export const OTHER = 99
const IAM = { categoryUid: 3, categoryName: 'Identity & Access Management' }

const accountChange: OcsfClass = {
  ...IAM,
  uid: CLASS.accountChange,
  name: 'Account Change',
  activities: {
    1: 'Create',
    2: 'Enable',
    3: 'Password Change',
    4: 'Password Reset',
    5: 'Disable',
    6: 'Delete',
    7: 'Attach Policy',
    8: 'Detach Policy',
    9: 'Lock',
    10: 'MFA Factor Enable',
    11: 'MFA Factor Disable',
    12: 'Unlock',
  },
  activityOf(activity) {
    const verb = verbOf(activity)
    const text = activity.slice(0, 200)
    if (/mfa|two_?factor|2fa|factor/i.test(text)) return isEnding(verb) ? 11 : 10
    if (/password.*reset|reset.*password/i.test(text)) return 4
    if (/password/i.test(text) && (verb === 'update' || verb === undefined)) return 3
    return (verb && ACCOUNT_ACTIVITIES[verb]) ?? OTHER
  },
}

const ACCOUNT_ACTIVITIES: Partial<Record<Verb, number>> = {
  create: 1,
  enable: 2,
  disable: 5,
  delete: 6,
  lock: 9,
  unlock: 12,
}

const authentication: OcsfClass = {
  ...IAM,
  uid: CLASS.authentication,
  name: 'Authentication',
  activities: { 1: 'Logon', 2: 'Logoff' },
  activityOf(activity) {
    const part = sessionPart(activity)
    return part === 'start' ? 1 : part === 'end' ? 2 : OTHER
  },
}

const userAccess: OcsfClass = {
  ...IAM,
  uid: CLASS.accessManagement,
  name: 'User Access Management',
  activities: { 1: 'Assign Privileges', 2: 'Revoke Privileges' },
  activityOf(activity) {
    const verb = verbOf(activity)
    if (isEnding(verb)) return 2
    return verb === 'create' || verb === 'assign' || verb === 'enable' ? 1 : OTHER
  },
}

const API_ACTIVITIES: Record<Verb, number> = {
  create: 1,
  read: 2,
  update: 3,
  delete: 4,
  assign: 3,
  revoke: 3,
  enable: 3,
  disable: 3,
  lock: 3,
  unlock: 3,
}

const apiActivity: OcsfClass = {
  uid: CLASS.apiActivity,
  name: 'API Activity',
  categoryUid: 6,
  categoryName: 'Application Activity',
  activities: { 1: 'Create', 2: 'Read', 3: 'Update', 4: 'Delete' },
  activityOf(activity) {
    const verb = verbOf(activity)
    return verb === undefined ? OTHER : API_ACTIVITIES[verb]
  },
}

const base: OcsfClass = {
  uid: CLASS.base,
  name: 'Base Event',
  categoryUid: 0,
  categoryName: 'Uncategorized',
  activities: {},
  activityOf: () => OTHER,
}

const CLASSES = new Map([accountChange, authentication, userAccess, apiActivity, base].map((one) => [one.uid, one]))

/** The class of that number, or the base class for one whose attributes an audit event can't fill. */
export function ocsfClass(uid: number): OcsfClass {
  return CLASSES.get(uid) ?? base
}

function isEnding(verb: Verb | undefined): boolean {
  return verb === 'delete' || verb === 'revoke' || verb === 'disable'
}
