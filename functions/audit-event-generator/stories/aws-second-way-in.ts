import type { JsonObject } from '../../../shared/normalise/record.ts'
import { ACCOUNT, awsCall } from '../systems/cloudtrail.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess'

/** A stranger with an administrator's session makes a user with a key, a further one with that key, and stops the trail. */
export const awsSecondWayIn: Story = {
  name: 'aws-second-way-in',
  rules: [
    'Account Created',
    'Administrator Role Granted',
    'API Key Created for Another User',
    'Audit Log Disabled',
    'CloudTrail Stopped and Not Started Again',
    'IAM User Created With Rights and Credentials at One Go',
    'New Access Key Makes Further Identities',
  ],
  tell(random) {
    const who = { actor: somebody(random, 'platform', 'security'), ...stranger(random) }
    const [userName, accessKeyId] = [`backup-${random.hex(4)}`, `AKIA${random.hex(16).toUpperCase()}`]
    const helper = {
      type: 'IAMUser',
      userName,
      arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
      accountId: ACCOUNT,
      accessKeyId,
    }
    const iam = (eventName: string, requestParameters: JsonObject, more: JsonObject = {}): Scene =>
      awsCall({ ...who, eventSource: 'iam', eventName, requestParameters, region: 'us-east-1', ...more })
    return [
      iam('CreateUser', { userName }),
      iam('AttachUserPolicy', { userName, policyArn: ADMINISTRATOR }),
      iam('CreateAccessKey', { userName }, { responseElements: { accessKey: { accessKeyId, userName } } }),
      iam('CreateUser', { userName: `${userName}-2` }, { userIdentity: helper }),
      awsCall({
        ...who,
        eventSource: 'cloudtrail',
        eventName: 'StopLogging',
        requestParameters: { name: 'company-trail' },
        userIdentity: helper,
      }),
    ]
  },
}
