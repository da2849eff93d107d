import { SERVICES } from '../company/people.ts'
import { ELSEWHERE, type Endpoint, endpointIn, HOSTS_PER_PLACE } from '../company/places.ts'
import { awsCall, iamUser } from '../systems/cloudtrail.ts'
import type { Scene, Story } from './story.ts'

const ADDRESSES = 6
const READS: readonly [service: string, calls: readonly string[]][] = [
  ['sts', ['GetCallerIdentity', 'GetAccessKeyInfo']],
  ['ec2', ['DescribeInstances', 'DescribeSnapshots', 'DescribeVpcs', 'DescribeSecurityGroups', 'DescribeKeyPairs']],
  ['s3', ['ListBuckets', 'GetBucketPolicy', 'GetBucketAcl', 'GetBucketLocation']],
  ['iam', ['ListUsers', 'ListRoles', 'ListGroups', 'ListAttachedUserPolicies', 'GetAccountSummary']],
  ['lambda', ['ListFunctions', 'ListLayers']],
  ['rds', ['DescribeDBInstances', 'DescribeDBSnapshots']],
  ['kms', ['ListKeys', 'ListAliases']],
  ['secretsmanager', ['ListSecrets', 'DescribeSecret']],
  ['ecs', ['ListClusters', 'DescribeClusters', 'ListServices']],
]
const REFUSED_BY = ['organizations', 'iam', 'kms', 'secretsmanager', 'guardduty', 'ssm', 'dynamodb'] as const

/** A service's long-lived key turns up with strangers, who try it from one rented machine after the other. */
export const awsStolenKey: Story = {
  name: 'aws-stolen-key',
  rules: [
    'Burst of Different AWS Read Calls',
    'Denied Calls to Many AWS Services',
    'One Access Key Used From Many Addresses',
  ],
  tell(random) {
    const actor = random.pick(SERVICES)
    const froms = random.sample(ELSEWHERE, ADDRESSES).map((place) => endpointIn(place, random.below(HOSTS_PER_PLACE)))
    const call = (eventSource: string, eventName: string, index: number): Scene =>
      awsCall({
        actor,
        userIdentity: iamUser(actor),
        from: froms[index % froms.length] as Endpoint,
        userAgent: 'Boto3/1.35.0 Python/3.12.3 Linux/6.8.0',
        eventSource,
        eventName,
      })
    const refused = { errorCode: 'AccessDenied', errorMessage: 'no identity-based policy allows the action' }
    return [
      ...READS.flatMap(([service, names]) => names.map((name) => [service, name] as const)).map(([service, name], i) =>
        call(service, name, i),
      ),
      ...REFUSED_BY.map((eventSource) =>
        awsCall({
          actor,
          userIdentity: iamUser(actor),
          from: froms[0] as Endpoint,
          eventSource,
          eventName: 'ListTagsForResource',
          ...refused,
        }),
      ),
    ]
  },
}
