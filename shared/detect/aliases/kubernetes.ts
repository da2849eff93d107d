import type { AliasTable } from './alias.ts'

/** Names of the rules that are no paths. What a workload holds is a pod's specification under `template`. */
export const KUBERNETES: AliasTable = {
  product: 'kubernetes',
  ignoreCase: false,
  services: {
    audit: {
      apiGroup: ['objectRef.apiGroup'],
      hostPath: [
        'requestObject.spec.volumes.hostPath',
        'requestObject.spec.template.spec.volumes.hostPath',
        'requestObject.spec.jobTemplate.spec.template.spec.volumes.hostPath',
      ],
      capabilities: [
        'requestObject.spec.containers.securityContext.capabilities',
        'requestObject.spec.template.spec.containers.securityContext.capabilities',
        'requestObject.spec.jobTemplate.spec.template.spec.containers.securityContext.capabilities',
      ],
    },
  },
}
