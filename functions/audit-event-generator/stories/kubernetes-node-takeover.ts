import { kubernetesCall } from '../systems/kubernetes.ts'
import { type Story, somebody } from './story.ts'

/** Someone steps through a privileged pod onto its node, and becomes administrator of the cluster for a moment. */
export const kubernetesNodeTakeover: Story = {
  name: 'kubernetes-node-takeover',
  rules: ['Kubernetes Cluster Administrator for a Few Minutes', 'Kubernetes Privileged Pod Created and Entered'],
  tell(random) {
    const actor = somebody(random, 'platform', 'engineer')
    const pod = { actor, resource: 'pods', namespace: 'default', name: `node-shell-${random.hex(5)}` }
    const binding = { actor, resource: 'clusterrolebindings', name: `tmp-${random.hex(5)}` }
    const spec = {
      hostPID: true,
      containers: [{ name: 'shell', image: 'alpine:3.22', securityContext: { privileged: true } }],
      volumes: [{ name: 'host', hostPath: { path: '/' } }],
    }
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
    return [
      kubernetesCall({ ...pod, verb: 'create', code: 201, requestObject: { kind: 'Pod', spec } }),
      kubernetesCall({ ...pod, verb: 'create', subresource: 'exec', query: 'command=chroot&command=/host' }),
      kubernetesCall({ ...binding, verb: 'create', code: 201, requestObject: { kind: 'ClusterRoleBinding', roleRef } }),
      kubernetesCall({ actor, verb: 'list', resource: 'nodes' }),
      kubernetesCall({ ...binding, verb: 'delete' }),
      kubernetesCall({ ...pod, verb: 'delete' }),
    ]
  },
}
