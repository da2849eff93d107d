import { isObject, type JsonObject, present } from '../../../shared/normalise/record.ts'
import { cloudtrail } from '../../../shared/normalise/sources/cloudtrail.ts'
import type { Actor } from '../company/people.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId } from '../derived-id.ts'
import type { Who } from './identities.ts'
import { receive } from './receive.ts'

/** The account number that AWS' own documentation uses. */
export const ACCOUNT = '111122223333'
export const REGION = 'eu-north-1'
const READ_ONLY = /^(?:Get|List|Describe|Head|Lookup|AssumeRole|Batch)/

export type AwsCall = Who & {
  /** The service without its domain: `iam`. */
  eventSource: string
  eventName: string
  region?: string
  /** `AccessDenied`; absent for what succeeded. */
  errorCode?: string
  errorMessage?: string
  requestParameters?: JsonObject
  responseElements?: JsonObject
  additionalEventData?: JsonObject
  /** Who it is to AWS, when not the role of a person or service: see the functions below. */
  userIdentity?: JsonObject
  /** `AwsApiCall` unless said. */
  eventType?: string
  /** Any further member of the record: `resources`, `vpcEndpointId`, `tlsDetails`. */
  fields?: JsonObject
}

/** The role of a person, taken through single sign-on, or of a service. */
export const assumedRole = ({ name, role, type, index }: Actor): JsonObject => {
  const roleName = type === 'User' ? `hallberg-${role}` : name
  const principal = `AROAHALLBERG${String(1000 + index)}`
  return {
    type: 'AssumedRole',
    principalId: `${principal}:${name}`,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${roleName}/${name}`,
    accountId: ACCOUNT,
    accessKeyId: `ASIAHALLBERG${String(1000 + index)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: principal,
        arn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`,
        accountId: ACCOUNT,
        userName: roleName,
      },
      attributes: { mfaAuthenticated: String(type === 'User') },
    },
  }
}

/** The role of a service by the credentials that its machine's metadata service gives out. */
export const machineRole = (actor: Actor): JsonObject => {
  const identity = assumedRole(actor)
  const session = isObject(identity['sessionContext']) ? identity['sessionContext'] : {}
  return { ...identity, sessionContext: { ...session, ec2RoleDelivery: '2.0' } }
}

/** A user of the account itself, with a long-lived key. */
export const iamUser = ({ name, index }: Actor): JsonObject => ({
  type: 'IAMUser',
  principalId: `AIDAHALLBERG${String(1000 + index)}`,
  arn: `arn:aws:iam::${ACCOUNT}:user/${name}`,
  accountId: ACCOUNT,
  accessKeyId: `AKIAHALLBERG${String(1000 + index)}`,
  userName: name,
})

/** The account's root user. */
export const rootUser: JsonObject = {
  type: 'Root',
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
}

/** A service of AWS that acts on the account's behalf: `config`. */
export const awsService = (service: string): JsonObject => ({
  type: 'AWSService',
  invokedBy: `${service}.amazonaws.com`,
})

/** One record of CloudTrail. Its time is in whole seconds. */
export const awsCall = ({ actor, from = actor.from, ...call }: AwsCall): RecordedDeed => ({
  write(timeMs, id) {
    const record = present({
      eventVersion: '1.11',
      userIdentity: call.userIdentity ?? assumedRole(actor),
      eventTime: `${new Date(timeMs).toISOString().slice(0, 19)}Z`,
      eventSource: `${call.eventSource}.amazonaws.com`,
      eventName: call.eventName,
      awsRegion: call.region ?? REGION,
      sourceIPAddress: from.ip,
      userAgent: call.userAgent ?? 'aws-cli/2.31.4',
      errorCode: call.errorCode,
      errorMessage: call.errorMessage,
      requestParameters: call.requestParameters ?? null,
      responseElements: call.responseElements ?? null,
      additionalEventData: call.additionalEventData,
      requestID: derivedId(id, 'request'),
      eventID: id,
      readOnly: READ_ONLY.test(call.eventName),
      eventType: call.eventType ?? 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: ACCOUNT,
      eventCategory: 'Management',
      ...call.fields,
    })
    return receive(cloudtrail, record, timeMs)
  },
})

/** A login at AWS' console, of a person's IAM user unless `userIdentity` says otherwise. */
export const awsConsoleLogin = (
  login: Who & { failed?: boolean; secondFactor?: boolean; userIdentity?: JsonObject },
): RecordedDeed => {
  const { failed = false, secondFactor = true, userIdentity = iamUser(login.actor), ...who } = login
  return awsCall({
    ...who,
    eventSource: 'signin',
    eventName: 'ConsoleLogin',
    eventType: 'AwsConsoleSignIn',
    userIdentity,
    userAgent: who.userAgent ?? who.actor.userAgent,
    responseElements: { ConsoleLogin: failed ? 'Failure' : 'Success' },
    additionalEventData: { MobileVersion: 'No', MFAUsed: secondFactor ? 'Yes' : 'No' },
    ...(failed && { errorMessage: 'Failed authentication' }),
  })
}
