import { awsCall, rootUser } from '../systems/cloudtrail.ts'
import { type Story, somebody, stranger } from './story.ts'

/** A key of the root user that everybody had forgotten is found in an old script, and the way back is destroyed. */
export const awsRootKey: Story = {
  name: 'aws-root-key',
  rules: ['Access Key of the Root User Used', 'Encryption Key Scheduled for Deletion'],
  tell(random) {
    const who = {
      actor: somebody(random),
      ...stranger(random),
      userIdentity: { ...rootUser, accessKeyId: `AKIA${random.hex(16).toUpperCase()}` },
    }
    return [
      awsCall({ ...who, eventSource: 'sts', eventName: 'GetCallerIdentity' }),
      awsCall({ ...who, eventSource: 'kms', eventName: 'ListKeys' }),
      awsCall({ ...who, eventSource: 'kms', eventName: 'DescribeKey' }),
      awsCall({
        ...who,
        eventSource: 'kms',
        eventName: 'ScheduleKeyDeletion',
        requestParameters: { keyId: random.hex(32), pendingWindowInDays: 7 },
      }),
    ]
  },
}
