import { kubernetesCall, serviceAccount } from '../systems/kubernetes.ts'
import { type Story, stranger } from './story.ts'

const NOBODY = { username: 'system:anonymous', groups: ['system:unauthenticated'] }
const MINERS = 5
const COPIES = 60

/** A cluster answers somebody who did not say who they are; soon its machines work for them. */
export const kubernetesCoinMining: Story = {
  name: 'kubernetes-coin-mining',
  rules: ['Kubernetes Answered an Anonymous Call', 'Very Many Kubernetes Copies Asked For by One Account'],
  tell(random) {
    const machine = stranger(random)
    const actor = serviceAccount('production', `image-builder-${random.hex(4)}`)
    return [
      kubernetesCall({ ...machine, actor: NOBODY, verb: 'list', resource: 'pods', namespace: 'production' }),
      kubernetesCall({ ...machine, actor: NOBODY, verb: 'list', resource: 'serviceaccounts', namespace: 'production' }),
      ...Array.from({ length: MINERS }, () =>
        kubernetesCall({
          ...machine,
          actor,
          verb: 'create',
          resource: 'deployments',
          namespace: 'production',
          name: `cache-${random.hex(5)}`,
          code: 201,
          requestObject: { kind: 'Deployment', spec: { replicas: COPIES } },
        }),
      ),
    ]
  },
}
