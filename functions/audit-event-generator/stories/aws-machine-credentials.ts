import { isObject } from '../../../shared/normalise/record.ts'
import { BUCKETS } from '../company/assets.ts'
import { type Actor, SERVICES } from '../company/people.ts'
import { assumedRole, awsCall } from '../systems/cloudtrail.ts'
import { type Scene, type Story, stranger } from './story.ts'

const MINUTE_MS = 60_000
const USUAL_CALLS = 130

/** The credentials that a machine has for its role, as its metadata service gives them out. */
const machineRole = (actor: Actor) => {
  const identity = assumedRole(actor)
  const session = isObject(identity['sessionContext']) ? identity['sessionContext'] : {}
  return { ...identity, sessionContext: { ...session, ec2RoleDelivery: '2.0' } }
}

/** A fault in a web application gives its machine's credentials away; what they are tried on, the machine never does. */
export const awsMachineCredentials: Story = {
  name: 'aws-machine-credentials',
  rules: ["Rare Call by a Machine's Role"],
  tell(random) {
    const actor = random.pick(SERVICES)
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
