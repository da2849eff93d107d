import type { Random } from '../random.ts'
import { kubernetesCall, serviceAccount } from '../systems/kubernetes.ts'
import { type Scene, type Story, somebody } from './story.ts'

const NAMESPACE = 'production'
const PODS = 6
const REFUSED = 9
const NAMESPACES = ['production', 'payments', 'identity', 'staging', 'monitoring', 'data']

const tryOut = (random: Random, call: (resource: string, namespace: string, code: number) => Scene): Scene[] => [
  ...Array.from({ length: REFUSED }, () =>
    call(random.pick(['pods', 'configmaps', 'deployments']), random.pick(NAMESPACES), 403),
  ),
  ...NAMESPACES.map((namespace) => call('secrets', namespace, 200)),
]

/** Someone goes from pod to pod until one of them holds a token that reads every namespace's secrets. */
export const kubernetesStolenIdentity: Story = {
  name: 'kubernetes-stolen-identity',
  rules: [
    'Commands Run in Many Kubernetes Pods by One Account',
    'Kubernetes Pod Entered and Its Identity Used for Secrets',
    'Kubernetes Rights Searched For and Found',
    'Kubernetes Secrets Read Across Many Namespaces',
  ],
  tell(random) {
    const actor = somebody(random, 'engineer')
    const stolen = serviceAccount(NAMESPACE, 'report-builder')
    const from = { ip: `10.244.3.${10 + random.below(200)}` }
    return [
      ...Array.from({ length: PODS }, () =>
        kubernetesCall({
          actor,
          verb: 'create',
          resource: 'pods',
          subresource: 'exec',
          namespace: NAMESPACE,
          name: `report-builder-${random.hex(5)}`,
          query: 'command=sh&stdin=true&stdout=true&tty=true',
        }),
      ),
      ...tryOut(random, (resource, namespace, code) =>
        kubernetesCall({ actor: stolen, from, userAgent: 'curl/8.14.1', verb: 'list', resource, namespace, code }),
      ),
    ]
  },
}
