import { endpointIn, HOSTS_PER_PLACE, OFFICES } from '../company/places.ts'
import { derivedId } from '../derived-id.ts'
import { kubernetesCall, serviceAccount } from '../systems/kubernetes.ts'
import { type Story, somebody, stranger } from './story.ts'

const USUAL_CALLS = 6
const DEPLOYER = serviceAccount('ci', 'release-runner')
/** The build machines stand in the office at Berlin, behind its last address. */
const BUILD_MACHINES = endpointIn(OFFICES.berlin, HOSTS_PER_PLACE - 1)

/** A token made for the release pipeline, which is always used from one place, turns up at another. */
export const kubernetesLeakedToken: Story = {
  name: 'kubernetes-leaked-token',
  rules: [
    'Kubernetes Service Account Token Made and Used Outside',
    'Kubernetes Service Account at a New Public Address',
  ],
  tell(random) {
    const credential = `JTI=${derivedId('token', random.hex(16))}`
    const thief = {
      ...stranger(random),
      actor: { ...DEPLOYER, extra: { 'authentication.kubernetes.io/credential-id': [credential] } },
      namespace: 'production',
    }
    return [
      ...Array.from({ length: USUAL_CALLS }, () =>
        kubernetesCall({
          actor: DEPLOYER,
          from: BUILD_MACHINES,
          verb: 'patch',
          resource: 'deployments',
          namespace: 'production',
          name: 'gateway',
        }),
      ),
      kubernetesCall({
        actor: somebody(random, 'platform'),
        verb: 'create',
        resource: 'serviceaccounts',
        subresource: 'token',
        namespace: 'ci',
        name: 'release-runner',
        code: 201,
        annotations: { 'authentication.kubernetes.io/issued-credential-id': credential },
      }),
      kubernetesCall({ ...thief, verb: 'list', resource: 'pods' }),
      kubernetesCall({ ...thief, verb: 'list', resource: 'configmaps' }),
    ]
  },
}
