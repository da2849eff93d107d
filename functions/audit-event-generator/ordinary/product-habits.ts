import { BUCKETS, GROUPS, INSTANCES, REPOSITORIES, SECRET_OF_SERVICE, SECRETS } from '../company/assets.ts'
import { type Actor, PEOPLE } from '../company/people.ts'
import { ELSEWHERE, endpointIn, HOSTS_PER_PLACE } from '../company/places.ts'
import type { Deed } from '../deed.ts'
import type { Random } from '../random.ts'
import { awsCall, awsService, machineRole } from '../systems/cloudtrail.ts'
import { entraAudit, entraSignIn } from '../systems/entra.ts'
import { githubAction } from '../systems/github.ts'
import { linuxUser } from '../systems/identities.ts'
import { type KubernetesCall, kubernetesCall } from '../systems/kubernetes.ts'
import { HOSTS, linuxLine, sshLogin, sudo } from '../systems/linux.ts'
import { oktaEvent, oktaUser } from '../systems/okta.ts'

type ProductHabit = { everyMinutes?: number; deed(random: Random, actor: Actor): Deed }

const NAMESPACES = ['production', 'staging'] as const
const LOOKED_AT = ['pods', 'deployments', 'services', 'configmaps', 'events'] as const
const APPS = ['Office 365', 'Dynamics 365', 'Power BI'] as const
const COMMANDS = [
  '/usr/bin/systemctl status nginx',
  '/usr/bin/journalctl -u gateway',
  '/usr/bin/apt-get update',
  '/usr/bin/df -h',
] as const
const AWS_READS = [
  ['ec2', 'DescribeInstances'],
  ['ec2', 'DescribeSecurityGroups'],
  ['s3', 'ListBuckets'],
  ['cloudwatch', 'GetMetricData'],
  ['rds', 'DescribeDBInstances'],
  ['sts', 'GetCallerIdentity'],
] as const
const CONTROLLER = { username: 'system:kube-controller-manager' }
const DENIED = { errorCode: 'AccessDenied', errorMessage: 'no identity-based policy allows the action' }

const podOf = (random: Random): string => `${random.pick(REPOSITORIES)}-${random.hex(8)}-${random.hex(5)}`
const inCluster = (call: Omit<KubernetesCall, 'actor'>) => (_: Random, actor: Actor) =>
  kubernetesCall({ actor, ...call })

/** What people and machines do in the products that the company uses beside its own system. */
export const PRODUCT_HABITS = {
  clusterLook: {
    deed: (random, actor) => {
      const [resource, namespace] = [random.pick(LOOKED_AT), random.pick(NAMESPACES)]
      return kubernetesCall({ actor, verb: random.pick(['get', 'list', 'watch']), resource, namespace })
    },
  },
  clusterLogs: {
    deed: (random, actor) =>
      kubernetesCall({
        actor,
        verb: 'get',
        resource: 'pods',
        subresource: 'log',
        namespace: 'staging',
        name: podOf(random),
      }),
  },
  clusterDenied: {
    everyMinutes: 11,
    deed: inCluster({ verb: 'list', resource: 'secrets', namespace: 'production', code: 403 }),
  },
  clusterDeploy: {
    deed: (random, actor) => {
      const name = random.pick(REPOSITORIES)
      const image = `registry.hallberg.example/${name}:${random.hex(7)}`
      const requestObject = { spec: { template: { spec: { containers: [{ name, image }] } } } }
      return kubernetesCall({
        actor,
        verb: 'patch',
        resource: 'deployments',
        namespace: 'production',
        name,
        requestObject,
      })
    },
  },
  clusterLease: {
    deed: (random) =>
      kubernetesCall({
        actor: CONTROLLER,
        verb: 'update',
        resource: 'leases',
        namespace: 'kube-system',
        name: random.pick(['kube-controller-manager', 'kube-scheduler']),
      }),
  },
  clusterEndpoints: {
    deed: (random) =>
      kubernetesCall({
        actor: CONTROLLER,
        verb: 'update',
        resource: 'endpointslices',
        namespace: 'production',
        name: random.pick(REPOSITORIES),
      }),
  },
  ownConfigMap: {
    deed: (_, actor) =>
      kubernetesCall({ actor, verb: 'get', resource: 'configmaps', namespace: 'production', name: actor.name }),
  },
  /** Somebody looks for the cause of a fault. */
  clusterShell: {
    everyMinutes: 7,
    deed: (random, actor) =>
      kubernetesCall({
        actor,
        verb: 'create',
        resource: 'pods',
        subresource: 'exec',
        namespace: 'staging',
        name: podOf(random),
        query: 'command=sh&stdin=true&stdout=true&tty=true',
      }),
  },
  ownSecret: {
    deed: (_, actor) =>
      kubernetesCall({ actor, verb: 'get', resource: 'secrets', namespace: 'production', name: actor.name }),
  },
  clusterToken: {
    everyMinutes: 5,
    deed: (random, actor) =>
      kubernetesCall({
        actor,
        verb: 'create',
        resource: 'serviceaccounts',
        subresource: 'token',
        namespace: 'staging',
        name: 'preview',
        code: 201,
        annotations: { 'authentication.kubernetes.io/issued-credential-id': `JTI=${random.hex(32)}` },
      }),
  },
  /** What a change was shown on is thrown away when the change is merged. */
  clusterPreviewGone: {
    everyMinutes: 13,
    deed: (random, actor) =>
      kubernetesCall({ actor, verb: 'delete', resource: 'namespaces', name: `preview-${random.hex(4)}` }),
  },
  gitPush: { deed: (random, actor) => githubAction({ actor, action: 'git.push', repo: random.pick(REPOSITORIES) }) },
  gitFetch: { deed: (random, actor) => githubAction({ actor, action: 'git.fetch', repo: random.pick(REPOSITORIES) }) },
  gitClone: {
    everyMinutes: 7,
    deed: (random, actor) => githubAction({ actor, action: 'git.clone', repo: random.pick(REPOSITORIES) }),
  },
  pullRequest: {
    deed: (random, actor) =>
      githubAction({
        actor,
        action: random.pick(['pull_request.create', 'pull_request.merge']),
        repo: random.pick(REPOSITORIES),
      }),
  },
  workflowRun: {
    deed: (random, actor) =>
      githubAction({ actor, action: 'workflows.completed_workflow_run', repo: random.pick(REPOSITORIES) }),
  },
  awsRead: {
    deed: (random, actor) => {
      const [eventSource, eventName] = random.pick(AWS_READS)
      return awsCall({ actor, eventSource, eventName })
    },
  },
  awsDenied: {
    everyMinutes: 13,
    deed: (_, actor) => awsCall({ actor, eventSource: 'iam', eventName: 'ListUsers', ...DENIED }),
  },
  awsRole: {
    deed: (_, actor) =>
      awsCall({
        actor,
        eventSource: 'sts',
        eventName: 'AssumeRole',
        requestParameters: { roleName: actor.name, roleSessionName: actor.name },
      }),
  },
  awsSecret: {
    everyMinutes: 6,
    deed: (random, actor) =>
      awsCall({
        actor,
        eventSource: 'secretsmanager',
        eventName: 'GetSecretValue',
        requestParameters: { secretId: SECRET_OF_SERVICE[actor.name] ?? random.pick(SECRETS) },
      }),
  },
  awsStart: {
    everyMinutes: 23,
    deed: (random, actor) =>
      awsCall({
        actor,
        eventSource: 'ec2',
        eventName: 'StartInstances',
        requestParameters: { name: random.pick(INSTANCES) },
      }),
  },
  awsTags: {
    deed: (random, actor) =>
      awsCall({
        actor,
        eventSource: 's3',
        eventName: 'GetBucketTagging',
        requestParameters: { bucketName: random.pick(BUCKETS) },
      }),
  },
  /** What a machine does for its application, day and night. */
  awsMachine: {
    deed: (random, actor) =>
      awsCall({
        actor,
        userIdentity: machineRole(actor),
        eventSource: 's3',
        eventName: random.chance(0.7) ? 'PutObject' : 'GetObject',
        requestParameters: { bucketName: random.pick(BUCKETS) },
        fields: { managementEvent: false, eventCategory: 'Data' },
      }),
  },
  awsRun: {
    everyMinutes: 31,
    deed: (_, actor) =>
      awsCall({
        actor,
        eventSource: 'ec2',
        eventName: 'RunInstances',
        requestParameters: { instanceType: 't4g.medium', instancesSet: { items: [{ minCount: 1, maxCount: 1 }] } },
      }),
  },
  awsSetTags: {
    everyMinutes: 5,
    deed: (random, actor) =>
      awsCall({
        actor,
        eventSource: 'ec2',
        eventName: 'CreateTags',
        requestParameters: { name: random.pick(INSTANCES) },
      }),
  },
  awsConfig: {
    deed: (random, actor) => {
      const [eventSource, eventName] = random.pick(AWS_READS)
      return awsCall({
        actor,
        from: { ip: 'config.amazonaws.com' },
        eventSource,
        eventName,
        userIdentity: awsService('config'),
      })
    },
  },
  oktaLogin: {
    deed: (_, actor) => oktaEvent({ actor, eventType: 'user.session.start', displayMessage: 'User login to Okta' }),
  },
  oktaApp: {
    deed: (random, actor) =>
      oktaEvent({
        actor,
        eventType: 'user.authentication.sso',
        target: [{ type: 'AppInstance', alternateId: random.pick(['GitHub', 'AWS', 'Slack', 'Payroll']) }],
      }),
  },
  oktaSecondFactor: { deed: (_, actor) => oktaEvent({ actor, eventType: 'user.authentication.auth_via_mfa' }) },
  oktaAdmin: {
    everyMinutes: 3,
    deed: (random, actor) =>
      oktaEvent({
        actor,
        eventType: 'group.user_membership.add',
        target: [oktaUser(random.pick(PEOPLE)), { type: 'UserGroup', alternateId: random.pick(GROUPS) }],
      }),
  },
  oktaMistyped: {
    everyMinutes: 9,
    deed: (_, actor) =>
      oktaEvent({
        actor,
        eventType: 'user.session.start',
        outcome: { result: 'FAILURE', reason: 'INVALID_CREDENTIALS' },
      }),
  },
  oktaProfile: {
    everyMinutes: 17,
    deed: (_, actor) => oktaEvent({ actor, eventType: 'user.account.update_profile', target: [oktaUser(actor)] }),
  },
  entraSignIn: { deed: (random, actor) => entraSignIn({ actor, app: random.pick(APPS) }) },
  entraMistyped: { everyMinutes: 9, deed: (_, actor) => entraSignIn({ actor, errorCode: 50_126 }) },
  entraUpdate: {
    everyMinutes: 2,
    deed: (_, actor) =>
      entraAudit({
        actor,
        activity: 'Update user',
        category: 'UserManagement',
        target: [{ type: 'User', name: actor.email ?? actor.name }],
      }),
  },
  ssh: { deed: (random, actor) => sshLogin({ actor, host: random.pick(HOSTS) }) },
  sshMistyped: {
    everyMinutes: 11,
    deed: (random, actor) => sshLogin({ actor, host: random.pick(HOSTS), failed: true }),
  },
  /** The internet knocks at every door. */
  sshKnock: {
    everyMinutes: 13,
    deed: (random, actor) =>
      sshLogin({
        actor,
        host: 'bastion-01',
        user: random.pick(['admin', 'test', 'oracle', 'git']),
        from: endpointIn(random.pick(ELSEWHERE), random.below(HOSTS_PER_PLACE)),
        failed: true,
        unknown: true,
      }),
  },
  sudo: { deed: (random, actor) => sudo({ actor, host: random.pick(HOSTS), command: random.pick(COMMANDS) }) },
  crontab: {
    everyMinutes: 31,
    deed: (random, actor) => {
      const user = linuxUser(actor)
      const message = `(${user}) REPLACE (${user})`
      return linuxLine({ host: random.pick(HOSTS), program: 'crontab', message })
    },
  },
  cron: {
    deed: (random) =>
      linuxLine({
        host: random.pick(HOSTS),
        program: 'CRON',
        message: '(root) CMD (run-parts /etc/cron.hourly)',
      }),
  },
  hostSession: {
    deed: (random) =>
      linuxLine({
        host: random.pick(HOSTS),
        program: 'CRON',
        message: 'pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)',
      }),
  },
} as const satisfies Record<string, ProductHabit>
