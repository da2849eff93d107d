import { BUCKETS } from '../company/assets.ts'
import { awsCall } from '../systems/cloudtrail.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const OBJECTS = 14
const LEAST_BYTES = 420_000_000
const MOST_MORE_BYTES = 80_000_000
/** An account that is none of the company's. */
const FOREIGN_ACCOUNT = '999988887777'

/** Somebody carries the exports off, object by object, and a whole disk by giving its copy to another account. */
export const awsDataOut: Story = {
  name: 'aws-data-out',
  rules: [
    'Disk Copied and the Copy Given Away',
    'Five Gigabytes Read From S3 Within an Hour',
    'Large Objects Fetched From S3 in a Row',
  ],
  tell(random) {
    const who = { actor: somebody(random, 'platform', 'engineer'), ...stranger(random) }
    const snapshotId = `snap-${random.hex(17)}`
    const bucketName = random.pick(BUCKETS)
    const read = (index: number): Scene =>
      awsCall({
        ...who,
        eventSource: 's3',
        eventName: 'GetObject',
        requestParameters: { bucketName, key: `export-${index + 1}.parquet` },
        additionalEventData: {
          bytesTransferredOut: LEAST_BYTES + random.below(MOST_MORE_BYTES),
          bytesTransferredIn: 0,
        },
        fields: { managementEvent: false, eventCategory: 'Data' },
      })
    return [
      ...Array.from({ length: OBJECTS }, (_, index) => read(index)),
      awsCall({
        ...who,
        eventSource: 'ec2',
        eventName: 'CreateSnapshot',
        requestParameters: { volumeId: `vol-${random.hex(17)}` },
        responseElements: { snapshotId },
      }),
      awsCall({
        ...who,
        eventSource: 'ec2',
        eventName: 'ModifySnapshotAttribute',
        requestParameters: {
          snapshotId,
          attributeType: 'CREATE_VOLUME_PERMISSION',
          createVolumePermission: { add: { items: [{ userId: FOREIGN_ACCOUNT }] } },
        },
      }),
    ]
  },
}
