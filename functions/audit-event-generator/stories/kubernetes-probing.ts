import { kubernetesCall, serviceAccount } from '../systems/kubernetes.ts'
import type { Scene, Story } from './story.ts'

const HOURS_MS = 3_600_000
const USUAL = 4
const PROBES = 24
const STEP_MS = 4_000
const EXPORTER = serviceAccount('monitoring', 'exporter')

/** An exporter that now and then is refused a call is refused many: somebody tries out what its token opens. */
export const kubernetesProbing: Story = {
  name: 'kubernetes-probing',
  rules: ['Many Denied API Calls by One User', 'Sudden Rise of Refused Kubernetes Calls'],
  tell(random) {
    const refused = (resource: string, gapMs: number): Scene => ({
      ...kubernetesCall({ actor: EXPORTER, verb: 'list', resource, code: 403 }),
      gapMs,
    })
    return [
      ...Array.from({ length: USUAL }, () => refused('nodes', 3 * HOURS_MS)),
      refused('nodes', 3 * HOURS_MS),
      ...Array.from({ length: PROBES }, () =>
        refused(random.pick(['secrets', 'pods', 'configmaps', 'namespaces', 'clusterrolebindings']), STEP_MS),
      ),
    ]
  },
}
