import { BUCKETS } from '../company/assets.ts'
import { SERVICES } from '../company/people.ts'
import { awsCall, machineRole } from '../systems/cloudtrail.ts'
import { type Scene, type Story, stranger } from './story.ts'

const MINUTE_MS = 60_000
const USUAL_CALLS = 130

/** A fault in a web application gives its machine's credentials away; what they are tried on, the machine never does. */
export const awsMachineCredentials: Story = {
  name: 'aws-machine-credentials',
  rules: ["Rare Call by a Machine's Role"],
  tell(random) {
    const actor = random.pick(SERVICES.filter(({ role }) => role === 'application'))
    const userIdentity = machineRole(actor)
    const usual = (): Scene => ({
      ...awsCall({
        actor,
        userIdentity,
        eventSource: 's3',
        eventName: 'PutObject',
        requestParameters: { bucketName: random.pick(BUCKETS) },
        fields: { managementEvent: false, eventCategory: 'Data' },
      }),
      gapMs: MINUTE_MS,
    })
    return [
      ...Array.from({ length: USUAL_CALLS }, usual),
      awsCall({ actor, ...stranger(random), userIdentity, eventSource: 'iam', eventName: 'ListUsers' }),
    ]
  },
}
