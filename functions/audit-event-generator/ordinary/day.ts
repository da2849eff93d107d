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
/** Single sign-on, which everybody has. */
const SSO: Day = { oktaLogin: 3, oktaApp: 5, oktaSecondFactor: 3, oktaMistyped: 0.3, oktaProfile: 0.2 }
const OFFICE: Day = { ...SSO, entraSignIn: 5, entraMistyped: 0.3 }
const CODE: Day = {
  ...SSO,
  gitPush: 6,
  gitFetch: 5,
  gitClone: 4,
  pullRequest: 4,
  clusterLook: 6,
  clusterLogs: 3,
  clusterDenied: 0.3,
}
const HOSTING: Day = {
  ...CODE,
  awsRead: 10,
  awsTags: 3,
  awsSetTags: 2,
  awsDenied: 0.5,
  awsStart: 1,
  ssh: 5,
  sshMistyped: 0.4,
  sudo: 5,
}
const PAPERWORK: Day = {
  ...OFFICE,
  ...SIGNING_IN,
  read: 30,
  download: 6,
  share: 1,
}

export const DAYS: Readonly<Record<Role, Day>> = {
  engineer: {
    ...CODE,
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
    ...HOSTING,
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
  security: {
    ...HOSTING,
    ...SIGNING_IN,
    read: 8,
    searchAuditLog: 20,
    oktaAdmin: 1,
    listRoles: 8,
    listUsers: 6,
    readConfig: 6,
  },
  it: {
    ...OFFICE,
    entraUpdate: 6,
    ssh: 3,
    sudo: 3,
    ...SIGNING_IN,
    read: 8,
    listUsers: 12,
    openTicket: 3,
    oktaAdmin: 3,
    listRoles: 6,
    createUser: 1,
    grantRole: 4,
    addToGroup: 5,
  },
  finance: { ...PAPERWORK, download: 8 },
  people: { ...PAPERWORK, listUsers: 6 },
  sales: { ...PAPERWORK, share: 3 },
  support: { ...PAPERWORK, listUsers: 5 },
  marketing: { ...PAPERWORK, share: 4, listStorage: 3 },
  executive: PAPERWORK,
  deployer: {
    clusterDeploy: 8,
    gitFetch: 8,
    workflowRun: 8,
    awsRole: 5,
    awsRun: 3,
    awsRead: 4,
    useKey: 20,
    deploy: 15,
    readConfig: 10,
    readSecret: 4,
    listInstances: 5,
  },
  archiver: { awsRole: 6, awsTags: 8, awsSecret: 1, useKey: 10, backUp: 20, listStorage: 15, readSecret: 2 },
  application: {
    ownConfigMap: 10,
    awsMachine: 12,
    awsRole: 3,
    awsSecret: 3,
    useKey: 25,
    readConfig: 15,
    readSecret: 5,
    listStorage: 5,
  },
  cluster: { clusterLease: 10, clusterEndpoints: 5 },
  host: { cron: 8, hostSession: 8, sshKnock: 1 },
  cloud: { awsConfig: 1 },
}
