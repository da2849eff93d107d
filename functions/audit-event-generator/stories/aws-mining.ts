import { INSTANCES } from '../company/assets.ts'
import { awsCall } from '../systems/cloudtrail.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const MINUTE_MS = 60_000
/** So many changes make a region the account's own. */
const CHANGES_AT_HOME = 55
const MACHINES = 16
const QUIET_REGIONS = [
  'af-south-1',
  'ap-east-1',
  'ap-northeast-3',
  'ap-southeast-3',
  'ap-southeast-4',
  'ca-west-1',
  'eu-central-2',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'sa-east-1',
] as const

/** After a day's work in the company's region, a stranger rents machines to compute in one where nobody looks. */
export const awsMining: Story = {
  name: 'aws-mining',
  rules: [
    'Change in a Region Never Used Before',
    'Far More Machines Started Than Usual',
    'Many Machines Created by One User',
  ],
  tell(random) {
    const actor = somebody(random, 'platform')
    const change = (eventName: string, gapMs: number): Scene => ({
      ...awsCall({ actor, eventSource: 'ec2', eventName, requestParameters: { name: random.pick(INSTANCES) } }),
      gapMs,
    })
    const away = { actor, ...stranger(random), region: random.pick(QUIET_REGIONS) }
    return [
      change('RunInstances', 0),
      ...Array.from({ length: CHANGES_AT_HOME }, () => change('CreateTags', 3 * MINUTE_MS)),
      ...Array.from(
        { length: MACHINES },
        (): Scene => ({
          ...awsCall({
            ...away,
            eventSource: 'ec2',
            eventName: 'RunInstances',
            requestParameters: { instanceType: 'g6.12xlarge', instancesSet: { items: [{ minCount: 1, maxCount: 8 }] } },
          }),
          gapMs: MINUTE_MS / 6,
        }),
      ),
    ]
  },
}
