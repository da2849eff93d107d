import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { generate } from '../../functions/audit-event-generator/generate.ts'
import { STORIES } from '../../functions/audit-event-generator/stories/index.ts'

export type Seed = { source: string; text: string; headers: Record<string, string> }

const JSON_TYPE = { 'content-type': 'application/json' }
const TEXT_TYPE = { 'content-type': 'text/plain' }
const CORPUS = '../shared/events'
const PER_FILE = 12
const MAX_LENGTH = 16_384
const TIME = '2026-01-01T03:04:05Z'

/** A small record of every source that the generator does not write. */
const RECORDS: Record<string, unknown> = {
  auth0: {
    log_id: '90020260101030405123456789012345',
    data: { type: 'f', date: TIME, ip: '192.0.2.1', user_name: 'ann' },
  },
  slack: {
    id: '0123a45b-6c7d-8900-e12f-3456789gh0i1',
    date_create: 1767236645,
    action: 'user_login',
    actor: { type: 'user', user: { id: 'W1', name: 'ann', email: 'ann@example.com' } },
    context: { location: { domain: 'd' }, ua: 'x', ip_address: '192.0.2.1' },
  },
  onelogin: {
    event_type_id: 5,
    account_id: 1,
    actor_user_id: 2,
    actor_user_name: 'ann',
    ipaddr: '192.0.2.1',
    created_at: TIME,
  },
  duo: {
    txid: '340a23e3-23f3-23c1-87dc-1491a23dfdbb',
    factor: 'duo_push',
    result: 'denied',
    access_device: { ip: '192.0.2.1' },
    isotimestamp: TIME,
  },
  '1password': {
    uuid: '56YE2TYN2VFYRLNSHKPW5NVT5E',
    action: 'create',
    actor_uuid: 'A',
    object_type: 'user',
    object_uuid: 'B',
    timestamp: TIME,
  },
  keycloak: {
    type: 'LOGIN_ERROR',
    realmId: 'r',
    clientId: 'c',
    userId: 'u',
    ipAddress: '192.0.2.1',
    error: 'x',
    time: 1767236645000,
  },
  jumpcloud: {
    event_type: 'user_login_attempt',
    service: 'directory',
    organization: 'o',
    initiated_by: { username: 'ann' },
    success: false,
    timestamp: TIME,
    id: 'i',
  },
  gcp: {
    insertId: 'yyultvcrhy',
    logName: 'projects/p/logs/cloudaudit.googleapis.com%2Factivity',
    timestamp: TIME,
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      methodName: 'SetIamPolicy',
      authenticationInfo: { principalEmail: 'ann@example.com' },
      requestMetadata: { callerIp: '192.0.2.1' },
    },
  },
  'google-workspace': {
    kind: 'admin#reports#activity',
    id: { time: TIME, uniqueQualifier: '-8614641986436885296', applicationName: 'login' },
    actor: { email: 'ann@example.com' },
    ipAddress: '192.0.2.1',
    events: [{ type: 'login', name: 'login_failure', parameters: [{ name: 'login_type', value: 'x' }] }],
  },
  'azure-activity': {
    time: TIME,
    resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
    operationName: 'MICROSOFT.STORAGE/STORAGEACCOUNTS/DELETE',
    category: 'Administrative',
    resultType: 'Success',
    callerIpAddress: '192.0.2.1',
    correlationId: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
  },
  m365: {
    Id: '0e9f9a3c-2b1d-4c55-9c3e-1f2a3b4c5d6e',
    CreationTime: TIME,
    Operation: 'UserLoggedIn',
    Workload: 'AzureActiveDirectory',
    RecordType: 15,
    UserId: 'ann@example.com',
    ClientIP: '192.0.2.1',
  },
  ocsf: {
    class_uid: 3002,
    category_uid: 3,
    type_uid: 300201,
    activity_id: 1,
    time: 1767236645000,
    severity_id: 1,
    metadata: { version: '1.5.0', product: { name: 'p' }, uid: 'u' },
    actor: { user: { name: 'ann' } },
  },
  json: {
    action: 'user.login',
    actor: { email: 'ann@example.com' },
    ip: '192.0.2.1',
    outcome: 'failure',
    password: 'hunter2',
  },
}

const LINES: Record<string, string> = {
  linux: '<38>Jan  1 03:04:05 web-1 sshd[42]: Failed password for invalid user eve from 192.0.2.1 port 4242 ssh2',
  auditd:
    'type=SYSCALL msg=audit(1767236645.678:4063): arch=c000003e syscall=59 success=yes a0=1 auid=1000 uid=0 comm="ls" exe="/bin/ls" key=6578\ntype=EXECVE msg=audit(1767236645.678:4063): argc=2 a0="ls" a1=2F746D70',
  cisco: '192.0.2.1 6705: Jan 01 03:04:05.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:ann  logged command:no aaa',
}

/** Records of every source as products send them: made-up ones, and real ones where they are at hand. */
export function readSeeds(): Seed[] {
  const own = [
    ...Object.entries(RECORDS).map(([source, record]) => seed(source, JSON.stringify(record))),
    ...Object.entries(LINES).map(([source, text]) => ({ source, text, headers: TEXT_TYPE })),
    ...generated(),
    seed(
      '',
      JSON.stringify({ specversion: '1.0', id: '1', source: '/a', type: 'com.example.login', data: { user: 'ann' } }),
      {
        'content-type': 'application/cloudevents+json',
      },
    ),
    seed('github', '{"action":"added","member":{"login":"eve"},"sender":{"login":"ann"}}', {
      'x-github-event': 'member',
    }),
    seed(
      'kubernetes',
      `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${'{"verb":"get","stage":"ResponseComplete"},'.repeat(5)}7]}`,
    ),
  ]
  return [...own, ...(existsSync(CORPUS) ? real() : [])].filter(({ text }) => text.length <= MAX_LENGTH)
}

function seed(source: string, text: string, headers: Record<string, string> = JSON_TYPE): Seed {
  return { source, text, headers: { ...JSON_TYPE, ...headers } }
}

/** One record of each kind that the stories tell. */
function generated(): Seed[] {
  const atMs = Date.parse('2026-01-07T10:00:00Z')
  return STORIES.flatMap(({ name }) => {
    const events = generate({ seed: 'fuzz', tick: name, atMs, count: 0, storyRate: 0, stories: [name] })
    return events.slice(0, 3).map(({ data }) => seed('auto', JSON.stringify(data.raw)))
  })
}

function real(): Seed[] {
  return readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !['licences', 'cloudevents', 'sigma-derived'].includes(entry.name))
    .flatMap(({ name }) =>
      readdirSync(`${CORPUS}/${name}`)
        .filter((file) => /\.(?:jsonl|log)$/.test(file) && !/labels|^normalised|^sigma/.test(file))
        .flatMap((file) => {
          const lines = readFileSync(`${CORPUS}/${name}/${file}`, 'utf8').trimEnd().split('\n').slice(0, PER_FILE)
          const headers = file.endsWith('.log') ? TEXT_TYPE : JSON_TYPE
          return lines.map((text) => ({ source: 'auto', text, headers }))
        }),
    )
}
