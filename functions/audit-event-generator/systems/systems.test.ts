import { describe, expect, it } from 'vitest'
import { AuditEvent } from '../../../shared/events/audit-event.ts'
import { PEOPLE, SERVICES } from '../company/people.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId } from '../derived-id.ts'
import { awsCall, awsConsoleLogin, rootUser } from './cloudtrail.ts'
import { entraAudit, entraSignIn } from './entra.ts'
import { githubAction } from './github.ts'
import { kubernetesCall, serviceAccount } from './kubernetes.ts'
import { linuxAuditd, linuxLine, sshLogin, sudo } from './linux.ts'
import { oktaEvent, oktaUser } from './okta.ts'

const AT = Date.UTC(2026, 10, 25, 14, 30, 12, 345)
const ID = derivedId('test')
const [maja, oskar] = [PEOPLE[0]!, PEOPLE[1]!]
const service = SERVICES[0]!

type Expected = { activity_name: string; status?: string; user: string; product: string; raw: Record<string, unknown> }
const CASES: [string, RecordedDeed, Expected][] = [
  [
    'a call to Kubernetes that is denied',
    kubernetesCall({ actor: maja, verb: 'get', resource: 'secrets', namespace: 'production', name: 'db', code: 403 }),
    {
      activity_name: 'get',
      status: 'Failure',
      user: 'maja.lindqvist@hallberg.example',
      product: 'kubernetes',
      raw: { requestURI: '/api/v1/namespaces/production/secrets/db', auditID: ID },
    },
  ],
  [
    'a command in a pod, by a service account',
    kubernetesCall({
      actor: serviceAccount('production', 'gateway'),
      verb: 'create',
      resource: 'pods',
      subresource: 'exec',
      namespace: 'production',
      name: 'web-1',
      query: 'command=sh',
    }),
    {
      activity_name: 'create',
      user: 'system:serviceaccount:production:gateway',
      product: 'kubernetes',
      raw: {
        requestURI: '/api/v1/namespaces/production/pods/web-1/exec?command=sh',
        responseStatus: { code: 101, metadata: {} },
      },
    },
  ],
  [
    'a cluster role',
    kubernetesCall({ actor: service, verb: 'create', resource: 'clusterroles', requestObject: { rules: [] } }),
    {
      activity_name: 'create',
      user: 'system:serviceaccount:production:svc-deploy',
      product: 'kubernetes',
      raw: { requestURI: '/apis/rbac.authorization.k8s.io/v1/clusterroles', requestObject: { rules: [] } },
    },
  ],
  [
    'an entry of the audit log of GitHub',
    githubAction({ actor: oskar, action: 'repo.access', repo: 'gateway', fields: { visibility: 'public' } }),
    {
      activity_name: 'repo.access',
      user: 'oskar-bergman',
      product: 'github',
      raw: { repo: 'hallberg/gateway', visibility: 'public' },
    },
  ],
  [
    'a call to AWS that is denied',
    awsCall({ actor: oskar, eventSource: 'iam', eventName: 'ListUsers', errorCode: 'AccessDenied' }),
    {
      activity_name: 'ListUsers',
      status: 'Failure',
      user: 'arn:aws:sts::111122223333:assumed-role/hallberg-engineer/oskar.bergman',
      product: 'aws',
      raw: { eventTime: '2026-11-25T14:30:12Z', eventID: ID },
    },
  ],
  [
    'a login of the root user at the console of AWS',
    awsConsoleLogin({ actor: maja, userIdentity: rootUser, failed: true }),
    {
      activity_name: 'ConsoleLogin',
      status: 'Failure',
      user: 'arn:aws:iam::111122223333:root',
      product: 'aws',
      raw: { eventType: 'AwsConsoleSignIn' },
    },
  ],
  [
    'an event of Okta',
    oktaEvent({
      actor: maja,
      eventType: 'user.session.start',
      outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      target: [oktaUser(oskar)],
    }),
    {
      activity_name: 'user.session.start',
      status: 'Failure',
      user: 'maja.lindqvist@hallberg.example',
      product: 'okta',
      raw: { outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' }, uuid: ID },
    },
  ],
  [
    'a sign-in at Entra that is refused',
    entraSignIn({ actor: maja, errorCode: 50_126 }),
    {
      activity_name: 'Sign-in activity',
      status: 'Failure',
      user: 'maja.lindqvist@hallberg.example',
      product: 'azure',
      raw: { resultType: '50126', location: 'SE' },
    },
  ],
  [
    'a change in the directory of Entra',
    entraAudit({ actor: maja, activity: 'Add member to role', category: 'RoleManagement' }),
    {
      activity_name: 'Add member to role',
      user: 'maja.lindqvist@hallberg.example',
      product: 'azure',
      raw: { category: 'AuditLogs' },
    },
  ],
  [
    'a login by ssh that is refused',
    sshLogin({ actor: oskar, host: 'web-01', failed: true }),
    {
      activity_name: 'sshd.login',
      status: 'Failure',
      user: 'obergman',
      product: 'linux',
      raw: { SYSLOG_IDENTIFIER: 'sshd', _HOSTNAME: 'web-01' },
    },
  ],
  [
    'a command through sudo',
    sudo({ actor: oskar, host: 'web-01', command: '/bin/sh' }),
    {
      activity_name: 'sudo.command',
      user: 'obergman',
      product: 'linux',
      raw: { MESSAGE: 'obergman : TTY=pts/0 ; PWD=/home/obergman ; USER=root ; COMMAND=/bin/sh' },
    },
  ],
  [
    'a line of any program',
    linuxLine({ host: 'db-01', program: 'useradd', message: 'new user: name=eve, UID=1099' }),
    { activity_name: 'useradd', user: 'root', product: 'linux', raw: { MESSAGE: 'new user: name=eve, UID=1099' } },
  ],
  [
    'a record of the audit log of the kernel',
    linuxAuditd({ host: 'db-01', type: 'EXECVE', fields: { a0: 'whoami' } }),
    { activity_name: 'EXECVE', user: 'root', product: 'linux', raw: { a0: 'whoami', type: 'EXECVE' } },
  ],
]

describe('the words for other products', () => {
  it.each(CASES)('write %s as it would be received', (_, deed, { user, product, raw, ...expected }) => {
    const event = deed.write(AT, ID)
    expect(AuditEvent.safeParse(event).error).toBeUndefined()
    expect(event).toMatchObject({ status: 'Success', ...expected, actor: { user: { name: user } } })
    expect(event.logsource.product).toBe(product)
    expect(event.raw).toMatchObject(raw)
    expect(JSON.parse(JSON.stringify(event)), 'holds nothing that JSON has not').toStrictEqual(event)
    expect(Math.floor(event.time / 1000)).toBe(Math.floor(AT / 1000))
  })

  it.each(CASES)('write %s the same again', (_, deed) => {
    expect(deed.write(AT, ID)).toStrictEqual(deed.write(AT, ID))
  })
})
