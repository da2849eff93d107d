import type { Random } from '../random.ts'
import { kubernetesCall } from '../systems/kubernetes.ts'
import { type Scene, type Story, somebody, stranger } from './story.ts'

const HEARTBEATS = 3
const SCHEDULER_CALLS = 32
const WORKLOADS = 16
const KINDS = ['deployments', 'statefulsets', 'services', 'configmaps', 'persistentvolumeclaims']

/** What the cluster itself does all the time, and does no more once it is gone. */
const clusterAtWork = (random: Random): Scene[] => {
  const node = `worker-${random.hex(4)}`
  const beat = { verb: 'update', resource: 'leases' }
  return [
    ...Array.from({ length: HEARTBEATS }, () =>
      kubernetesCall({ ...beat, actor: { username: `system:node:${node}` }, namespace: 'kube-node-lease', name: node }),
    ),
    ...Array.from({ length: SCHEDULER_CALLS }, () =>
      kubernetesCall({
        ...beat,
        actor: { username: 'system:kube-scheduler' },
        namespace: 'kube-system',
        name: 'kube-scheduler',
      }),
    ),
  ]
}

/** Someone deletes a service with all its data and its namespace; then nodes and audit log fall silent. */
export const kubernetesWipeOut: Story = {
  name: 'kubernetes-wipe-out',
  rules: [
    'Kubernetes Audit Log Dried Up',
    'Kubernetes Namespace Deleted and Not Created Again',
    'Kubernetes Node Fell Silent',
    'Many Kubernetes Objects Deleted by One Account',
  ],
  tell(random) {
    const who = { ...stranger(random), actor: somebody(random, 'platform') }
    const namespace = `service-${random.hex(4)}`
    return [
      ...clusterAtWork(random),
      ...Array.from({ length: WORKLOADS }, (_, i) =>
        kubernetesCall({
          ...who,
          verb: 'delete',
          resource: random.pick(KINDS),
          namespace,
          name: `part-${i}`,
        }),
      ),
      kubernetesCall({ ...who, verb: 'delete', resource: 'namespaces', name: namespace }),
    ]
  },
}
