/** OCSF classes (https://schema.ocsf.io): what kind of thing happened. */
const FILE_SYSTEM = 1001
const ACCOUNT_CHANGE = 3001
const AUTHENTICATION = 3002
const ACCESS_MANAGEMENT = 3005
const API = 6003

/** OCSF `severity_id`. */
const INFORMATIONAL = 1
const LOW = 2
const MEDIUM = 3
const HIGH = 4

/** Every activity the generator speaks of, with its OCSF class and the severity of a success. */
export const VOCABULARY = {
  'user.login': [AUTHENTICATION, INFORMATIONAL],
  'user.logout': [AUTHENTICATION, INFORMATIONAL],
  'user.mfa.challenge': [AUTHENTICATION, INFORMATIONAL],
  'user.mfa.enroll': [ACCOUNT_CHANGE, LOW],
  'user.mfa.disable': [ACCOUNT_CHANGE, MEDIUM],
  'user.password.change': [ACCOUNT_CHANGE, LOW],
  'user.create': [ACCOUNT_CHANGE, LOW],
  'role.grant': [ACCESS_MANAGEMENT, LOW],
  'group.member.add': [ACCESS_MANAGEMENT, LOW],
  'file.read': [FILE_SYSTEM, INFORMATIONAL],
  'file.download': [FILE_SYSTEM, INFORMATIONAL],
  'file.share.external': [FILE_SYSTEM, LOW],
  'repository.push': [API, INFORMATIONAL],
  'repository.delete': [API, HIGH],
  'repository.clone': [API, INFORMATIONAL],
  'api_key.create': [API, LOW],
  'api_key.use': [API, INFORMATIONAL],
  'secret.list': [API, LOW],
  'secret.read': [API, LOW],
  'config.read': [API, INFORMATIONAL],
  'role.list': [API, INFORMATIONAL],
  'user.list': [API, INFORMATIONAL],
  'storage.list': [API, INFORMATIONAL],
  'instance.list': [API, INFORMATIONAL],
  'instance.create': [API, LOW],
  'backup.create': [API, INFORMATIONAL],
  'backup.delete': [API, HIGH],
  'policy.change': [API, MEDIUM],
  'deployment.create': [API, INFORMATIONAL],
  'ticket.open': [API, INFORMATIONAL],
  'log_forwarder.heartbeat': [API, INFORMATIONAL],
  'audit_log.search': [API, INFORMATIONAL],
  'audit_log.disable': [API, HIGH],
} as const satisfies Record<string, readonly [classUid: number, severity: number]>

export type Activity = keyof typeof VOCABULARY
