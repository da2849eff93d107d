import type { Resource } from '../make-event.ts'
import { present } from '../record.ts'

const METHOD = /^io\.k8s\./
/** What stands behind a namespace's name and is no object inside it. */
const OF_NAMESPACE = new Set(['finalize', 'status'])

/** Whether a method is one of a Kubernetes cluster: `io.k8s.core.v1.pods.create`. */
export function isKubernetesMethod(method: string): boolean {
  return METHOD.test(method)
}

/**
 * The object of a request to a cluster of Google Kubernetes Engine, as Kubernetes' own audit events name it.
 * https://cloud.google.com/kubernetes-engine/docs/how-to/audit-logging
 * @param resourceName `core/v1/namespaces/NAMESPACE/pods/NAME/exec`; `GROUP/VERSION/nodes/NAME` of the whole cluster
 * @param method names the kind of object where the entry has no resource
 */
export function kubernetesObject(resourceName: string | undefined, method: string): Resource[] {
  const [group, , ...path] = resourceName?.split('/') ?? []
  if (path.length === 0) return [{ type: kindOf(method) }]
  const isNamespaced = path[0] === 'namespaces' && path[2] !== undefined && !OF_NAMESPACE.has(path[2])
  const [type, name, subresource] = isNamespaced ? path.slice(2) : path
  const namespace = path[0] === 'namespaces' ? path[1] : undefined
  return [present({ type, name, namespace, subresource, api_group: group === 'core' ? undefined : group })]
}

/** `pods` of `io.k8s.core.v1.pods.exec.create`. */
function kindOf(method: string): string {
  const parts = method.split('.')
  const version = parts.findIndex((part) => /^v\d/.test(part))
  return parts[version + 1] ?? method
}
