import type { Role } from '../company/people.ts'
import type { HabitName } from './habits.ts'

/** How much of each habit makes up a day's work, relative to the role's other habits. */
export type Day = Partial<Record<HabitName, number>>

const SIGNING_IN: Day = {
  login: 8,
  mistypedLogin: 1,
  logout: 5,
  challenge: 6,
  missedChallenge: 0.5,
  enroll: 0.1,
  changePassword: 0.3,
}
const PAPERWORK: Day = { ...SIGNING_IN, read: 30, download: 6, share: 1 }

export const DAYS: Readonly<Record<Role, Day>> = {
  engineer: {
    ...SIGNING_IN,
    read: 10,
    push: 20,
    clone: 5,
    deploy: 4,
    readConfig: 8,
    forbiddenConfig: 1,
    createKey: 0.5,
    listInstances: 3,
  },
  platform: {
    ...SIGNING_IN,
    read: 5,
    push: 10,
    deploy: 8,
    readConfig: 12,
    readSecret: 3,
    startInstance: 3,
    listInstances: 8,
    listStorage: 6,
  },
  security: { ...SIGNING_IN, read: 8, searchAuditLog: 20, listRoles: 8, listUsers: 6, readConfig: 6 },
  it: { ...SIGNING_IN, read: 8, listUsers: 12, listRoles: 6, createUser: 1, grantRole: 4, addToGroup: 5 },
  finance: { ...PAPERWORK, download: 8 },
  people: { ...PAPERWORK, listUsers: 6 },
  sales: { ...PAPERWORK, share: 3 },
  support: { ...PAPERWORK, listUsers: 5 },
  marketing: { ...PAPERWORK, share: 4, listStorage: 3 },
  executive: PAPERWORK,
  deployer: { useKey: 20, deploy: 15, readConfig: 10, readSecret: 4, listInstances: 5 },
  archiver: { useKey: 10, backUp: 20, listStorage: 15, readSecret: 2 },
  application: { useKey: 25, readConfig: 15, readSecret: 5, listStorage: 5 },
}
