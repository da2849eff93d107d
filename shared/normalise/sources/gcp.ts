import type { Json } from '../../events/audit-event.ts'
import { makeEvent, type Resource } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { entryFacts, outcomeOf } from './gcp-log-entry.ts'
import { isKubernetesMethod, kubernetesObject } from './gke.ts'
import { isWorkspaceEntry } from './google-workspace-entry.ts'

const PROVIDER = { origin: '/sources/gcp', product: 'Cloud Audit Logs', vendor: 'Google' }

/**
 * Google Cloud's audit logs as entries of Cloud Logging, those of Kubernetes Engine too: Sigma's rules for `gcp.audit`
 * look for both. https://cloud.google.com/logging/docs/audit
 */
export const gcp: Source = {
  name: 'gcp',
  logSources: [{ product: 'gcp', service: 'gcp.audit' }],
  marks: ['protoPayload'],
  recognises: (record) => isAuditLog(at(record, 'protoPayload')) && !isWorkspaceEntry(record),
  normalise,
}

function isAuditLog(payload: Json | undefined): boolean {
  if (typeof at(payload, 'methodName') === 'string') return true
  const type = at(payload, '@type')
  return typeof type === 'string' && type.endsWith('google.cloud.audit.AuditLog')
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const payload = at(record, 'protoPayload')
  if (!isObject(payload))
    return { reason: 'protoPayload is missing: not an audit entry of Cloud Logging' } satisfies Unfit
  const activity = name(at(payload, 'methodName'))
  if (activity === undefined)
    return { reason: 'protoPayload.methodName is missing: not an audit entry of Cloud Logging' } satisfies Unfit
  const facts = entryFacts(record, payload, activity, {
    outcome: outcomeOf(record, payload),
    resources: resourcesOf(record, payload, activity),
    logsource: { product: 'gcp', service: 'gcp.audit' },
  })
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function resourcesOf(record: JsonObject, payload: JsonObject, method: string): Resource[] {
  const resourceName = name(at(payload, 'resourceName'))
  if (isKubernetesMethod(method)) return kubernetesObject(resourceName, method)
  const type = name(at(record, 'resource', 'type'))
  const project = name(at(record, 'resource', 'labels', 'project_id'))
  if (resourceName === undefined && type === undefined) return []
  return [present({ type, name: resourceName ?? project, uid: resourceName, project_uid: project })]
}
