import type { Resource } from '../../helpers/kustomize.ts'

type Container = {
  name?: string
  image?: string
  ports?: { containerPort: number }[]
  resources?: { requests?: Record<string, unknown>; limits?: Record<string, unknown> }
  securityContext?: Record<string, unknown>
}
type PodSpec = {
  containers: Container[]
  initContainers?: Container[]
  automountServiceAccountToken?: boolean
  serviceAccountName?: string
  securityContext?: Record<string, unknown>
}

/** Taken by Knative's sidecar: a function that listens on one of them never gets ready. */
const SIDECAR_PORTS = [8008, 8012, 8013, 8022, 9090, 9091]

/** The pod that a resource makes, if it makes one. */
export function podOf(resource: Resource): PodSpec | undefined {
  type Nested = { template?: { spec?: unknown }; jobTemplate?: { spec?: { template?: { spec?: unknown } } } }
  const spec = resource.spec as Nested | undefined
  const pod = (spec?.jobTemplate?.spec?.template?.spec ?? spec?.template?.spec) as PodSpec | undefined
  return Array.isArray(pod?.containers) ? pod : undefined
}

/** What a pod lacks of what each of ours has: bounds, no rights, a pinned image. */
export function lintPod(resource: Resource): string[] {
  const pod = podOf(resource)
  if (pod === undefined) return []
  const faults: string[] = []
  if (pod.automountServiceAccountToken !== false) faults.push('mounts a token of the API server')
  if (pod.serviceAccountName === undefined) faults.push('has no service account of its own')
  for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
    const both = { ...pod.securityContext, ...container.securityContext } as Record<string, unknown>
    if (both['runAsNonRoot'] !== true) faults.push('may run as root')
    if (both['readOnlyRootFilesystem'] !== true) faults.push('may write to its root')
    if (both['allowPrivilegeEscalation'] !== false) faults.push('may gain privileges')
    if (!JSON.stringify(both['capabilities'] ?? {}).includes('"drop":["ALL"]')) faults.push('keeps capabilities')
    if ((both['seccompProfile'] as { type?: string } | undefined)?.type !== 'RuntimeDefault')
      faults.push('has no seccomp profile')
    for (const bound of ['requests', 'limits'] as const)
      for (const resourceName of ['cpu', 'memory'])
        if (container.resources?.[bound]?.[resourceName] === undefined)
          faults.push(`has no ${bound} of ${resourceName}`)
    if (!/^[^:@]+(:\d+\/[^:@]+)?(:(?!latest$)[\w.-]+)(@sha256:[0-9a-f]{64})?$/.test(container.image ?? ''))
      faults.push(`image ${container.image}: no version`)
    for (const { containerPort } of container.ports ?? [])
      if (resource.apiVersion.startsWith('serving.knative.dev') && SIDECAR_PORTS.includes(containerPort))
        faults.push(`port ${containerPort} is the sidecar's`)
  }
  return [...new Set(faults)]
}
