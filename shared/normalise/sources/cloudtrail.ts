import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/cloudtrail', product: 'CloudTrail', vendor: 'AWS' }
const DENIED = /denied|unauthori[sz]ed|forbidden|authentication/i
/** Request parameters that name what a call was about; CloudTrail itself lists resources for few calls. */
const TARGETS = [
  'userName',
  'roleName',
  'groupName',
  'policyArn',
  'bucketName',
  'functionName',
  'instanceId',
  'dBInstanceIdentifier',
  'keyId',
  'secretId',
  'trailName',
  'name',
] as const

const MARKS = ['eventVersion', 'awsRegion', 'eventID', 'userIdentity', 'recipientAccountId']
/** What every route gives alike, and what tells two records apart that bear one id. */
const CORE = ['eventName', 'eventSource', 'eventTime', 'requestID', 'awsRegion', 'sourceIPAddress', 'errorCode']

/**
 * AWS CloudTrail records, be they from a file, a stream, EventBridge or SNS.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export const cloudtrail: Source = {
  name: 'cloudtrail',
  logSources: [{ product: 'aws', service: 'cloudtrail' }],
  marks: ['eventName'],
  recognises: (record) =>
    at(record, 'eventName') !== undefined &&
    (at(record, 'eventSource') !== undefined || isObject(at(record, 'userIdentity'))) &&
    MARKS.some((mark) => at(record, mark) !== undefined),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const activity = name(at(record, 'eventName'))
  if (activity === undefined) return { reason: 'eventName is missing: not a CloudTrail record' } satisfies Unfit
  const { status, severity, statusCode, statusDetail } = outcomeOf(record, activity)
  const facts = {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(
      record,
      at(record, 'eventID'),
      CORE.map((key) => at(record, key)),
    ),
    ownId: at(record, 'eventID'),
    times: [at(record, 'eventTime')],
    activity,
    classUid: classOf(activity, CLASS.apiActivity),
    user: userOf(at(record, 'userIdentity')),
    address: at(record, 'sourceIPAddress'),
    userAgent: at(record, 'userAgent'),
    resources: resourcesOf(record),
    logsource: { product: 'aws', service: 'cloudtrail' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function outcomeOf(record: JsonObject, activity: string) {
  const code = name(at(record, 'errorCode'))
  const detail = name(at(record, 'errorMessage'))
  const answer = at(record, 'responseElements', activity)
  const isFailure = code !== undefined || detail !== undefined || answer === 'Failure'
  const status = isFailure ? ('Failure' as const) : ('Success' as const)
  const isDenied = answer === 'Failure' || DENIED.test(`${code} ${detail}`)
  return { status, severity: severityOf(status, isDenied), statusCode: code, statusDetail: at(record, 'errorMessage') }
}

function userOf(identity: Json | undefined): User {
  const arn = name(at(identity, 'arn'))
  const uid = name(at(identity, 'principalId'))
  const invokedBy = name(at(identity, 'invokedBy'))
  return present({
    name: name(at(identity, 'userName')) ?? arn ?? uid ?? invokedBy ?? name(at(identity, 'accountId')),
    uid: uid ?? arn,
    type: name(at(identity, 'type')),
    arn,
    account_uid: name(at(identity, 'accountId')),
  })
}

function resourcesOf(record: JsonObject): Resource[] {
  const listed = at(record, 'resources')
  if (Array.isArray(listed) && listed.length > 0) {
    return listed.map((item) =>
      present({ type: name(at(item, 'type')), name: name(at(item, 'ARN')), uid: name(at(item, 'ARN')) }),
    )
  }
  const parameters = at(record, 'requestParameters')
  const found: Resource[] = []
  for (const type of isObject(parameters) ? TARGETS : []) {
    const target = name(at(parameters, type))
    if (target !== undefined) found.push({ type, name: target })
  }
  return found
}
