import { type JsonObject, present } from '../../../shared/normalise/record.ts'
import { kubernetes } from '../../../shared/normalise/sources/kubernetes.ts'
import type { Actor } from '../company/people.ts'
import type { RecordedDeed } from '../deed.ts'
import { emailOf, type Who } from './identities.ts'
import { receive } from './receive.ts'

const REASONS: Readonly<Record<number, string>> = {
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
}
/** The API group of each resource outside the core group, with its version. */
const GROUPS: Readonly<Record<string, string>> = {
  deployments: 'apps/v1',
  daemonsets: 'apps/v1',
  statefulsets: 'apps/v1',
  replicasets: 'apps/v1',
  jobs: 'batch/v1',
  cronjobs: 'batch/v1',
  roles: 'rbac.authorization.k8s.io/v1',
  rolebindings: 'rbac.authorization.k8s.io/v1',
  clusterroles: 'rbac.authorization.k8s.io/v1',
  clusterrolebindings: 'rbac.authorization.k8s.io/v1',
  networkpolicies: 'networking.k8s.io/v1',
  ingresses: 'networking.k8s.io/v1',
  leases: 'coordination.k8s.io/v1',
  endpointslices: 'discovery.k8s.io/v1',
  certificatesigningrequests: 'certificates.k8s.io/v1',
  validatingwebhookconfigurations: 'admissionregistration.k8s.io/v1',
  mutatingwebhookconfigurations: 'admissionregistration.k8s.io/v1',
  selfsubjectrulesreviews: 'authorization.k8s.io/v1',
  selfsubjectaccessreviews: 'authorization.k8s.io/v1',
}

/** `extra` is what the API server knows of the credential: `authentication.kubernetes.io/credential-id`. */
export type KubernetesUser = { username: string; uid?: string; groups?: readonly string[]; extra?: JsonObject }

export type KubernetesCall = Omit<Who, 'actor'> & {
  /** A person comes through the identity provider, a service by its service account; others say who they are. */
  actor: Actor | KubernetesUser
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`. */
  verb: string
  /** Plural, as in paths: `pods`. Absent for a path that is no resource, which then is `path`. */
  resource?: string
  subresource?: string
  /** Absent for what belongs to the whole cluster. */
  namespace?: string
  name?: string
  path?: string
  /** What follows the `?` of the request: `command=sh&stdin=true`. */
  query?: string
  /** The HTTP status of the answer, 200 unless said; an `exec` is answered by 101. */
  code?: number
  requestObject?: JsonObject
  responseObject?: JsonObject
  impersonated?: KubernetesUser
  /** Annotations beside the decision: `authentication.kubernetes.io/issued-credential-id`. */
  annotations?: JsonObject
}

/** The service account of a pod, as the API server names it. */
export const serviceAccount = (namespace: string, name: string): KubernetesUser => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
})

const userOf = (actor: Actor | KubernetesUser): JsonObject => {
  if ('username' in actor) return present({ ...actor, groups: [...(actor.groups ?? ['system:authenticated'])] })
  if (actor.type === 'Service') return userOf(serviceAccount('production', actor.name))
  return { username: emailOf(actor), groups: [`hallberg:${actor.role}`, 'system:authenticated'] }
}

const uriOf = (call: KubernetesCall, group: string): string => {
  const { resource, namespace, name, subresource, query, path } = call
  const root = group === 'v1' ? '/api/v1' : `/apis/${group}`
  const parts = [namespace && `namespaces/${namespace}`, resource, name, subresource].filter(Boolean)
  return `${path ?? `${root}/${parts.join('/')}`}${query ? `?${query}` : ''}`
}

const targetOf = (
  { resource, namespace, name, subresource }: KubernetesCall,
  group: string,
): JsonObject | undefined => {
  if (resource === undefined) return undefined
  const [version = '', apiGroup] = group.split('/').reverse()
  return present({ resource, namespace, name, subresource, apiGroup, apiVersion: version })
}

const answerOf = (code: number, who: string, { verb, resource }: KubernetesCall): JsonObject => {
  if (code < 400) return { metadata: {}, code }
  const reason = REASONS[code] ?? 'BadRequest'
  const message = code === 403 ? `${resource ?? 'path'} is forbidden: User "${who}" cannot ${verb} it` : reason
  return { metadata: {}, status: 'Failure', message, reason, code }
}

/** One request to the Kubernetes API server, as its audit log has it (audit.k8s.io/v1). */
export const kubernetesCall = (call: KubernetesCall): RecordedDeed => ({
  write(timeMs, id) {
    const { actor, verb, code = call.subresource === 'exec' ? 101 : 200, requestObject, responseObject } = call
    const group = GROUPS[call.resource ?? ''] ?? 'v1'
    const user = userOf(actor)
    const from = call.from ?? ('username' in actor ? { ip: '10.20.0.10' } : actor.from)
    const time = new Date(timeMs).toISOString().replace('Z', '000Z')
    const record = present({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: requestObject ? (responseObject ? 'RequestResponse' : 'Request') : 'Metadata',
      auditID: id,
      stage: 'ResponseComplete',
      requestURI: uriOf(call, group),
      verb,
      user,
      impersonatedUser: call.impersonated && userOf(call.impersonated),
      sourceIPs: [from.ip],
      userAgent:
        call.userAgent ??
        ('username' in actor || actor.type === 'Service' ? 'Go-http-client/2.0' : 'kubectl/v1.34.1 (linux/amd64)'),
      objectRef: targetOf(call, group),
      responseStatus: answerOf(code, String(user['username']), call),
      requestObject,
      responseObject,
      requestReceivedTimestamp: time,
      stageTimestamp: time,
      annotations: {
        'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
        'authorization.k8s.io/reason': '',
        ...call.annotations,
      },
    })
    return receive(kubernetes, record, timeMs)
  },
})
