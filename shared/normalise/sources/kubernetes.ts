import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, severityOf, statusOfCode } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/kubernetes', product: 'Kubernetes', vendor: 'Kubernetes' }
const ACCESS_RESOURCES = new Set(['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'])
/** What tells two requests apart that bear one id. */
const CORE = ['sourceIPs', 'verb', 'requestURI', 'requestReceivedTimestamp', 'stageTimestamp', 'timestamp']
const MARKS = ['auditID', 'objectRef', 'stage', 'requestURI']

/**
 * Kubernetes audit events, v1 and v1beta1, as the API server's audit webhook and log write them.
 * https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export const kubernetes: Source = {
  name: 'kubernetes',
  logSources: [{ product: 'kubernetes', service: 'audit', category: 'application' }],
  marks: ['apiVersion', 'verb'],
  recognises(record) {
    const version = at(record, 'apiVersion')
    if (typeof version === 'string' && version.startsWith('audit.k8s.io/')) return true
    return at(record, 'verb') !== undefined && MARKS.some((mark) => at(record, mark) !== undefined)
  },
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const activity = name(at(record, 'verb'))
  if (activity === undefined) return { reason: 'verb is missing: not a Kubernetes audit event' } satisfies Unfit
  const stage = name(at(record, 'stage'))
  const resource = name(at(record, 'objectRef', 'resource'))
  const { status, severity, statusCode, statusDetail } = outcomeOf(record, stage)
  const facts = {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(
      record,
      ownIdOf(record, stage),
      CORE.map((key) => at(record, key)),
    ),
    ownId: at(record, 'auditID'),
    times: [
      at(record, 'stageTimestamp'),
      at(record, 'timestamp'),
      at(record, 'requestReceivedTimestamp'),
      at(record, 'metadata', 'creationTimestamp'),
    ],
    activity,
    classUid: resource !== undefined && ACCESS_RESOURCES.has(resource) ? CLASS.accessManagement : CLASS.apiActivity,
    user: userOf(at(record, 'user')),
    impersonated: isObject(at(record, 'impersonatedUser')) ? userOf(at(record, 'impersonatedUser')) : undefined,
    address: addressOf(at(record, 'sourceIPs')),
    userAgent: at(record, 'userAgent'),
    resources: resourcesOf(record),
    logsource: { product: 'kubernetes', service: 'audit', category: 'application' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

/** One request is written once a stage; two requests may bear one id, since the client may choose it. */
function ownIdOf(record: JsonObject, stage: string | undefined): string | undefined {
  const id = name(at(record, 'auditID'))
  return id === undefined || stage === undefined ? id : `${id}/${stage}`
}

/** Only the last address was seen by the API server itself; those before it are what the client's headers claim. */
function addressOf(addresses: Json | undefined): Json | undefined {
  return Array.isArray(addresses) ? addresses.at(-1) : undefined
}

function outcomeOf(record: JsonObject, stage: string | undefined) {
  const code = at(record, 'responseStatus', 'code')
  const status = statusFrom(code, stage, at(record, 'annotations', 'authorization.k8s.io/decision'))
  return {
    status,
    severity: severityOf(status, code === 403 || code === 401 || code === undefined),
    statusCode: code,
    statusDetail: name(at(record, 'responseStatus', 'message')) ?? at(record, 'responseStatus', 'reason'),
  }
}

function statusFrom(
  code: Json | undefined,
  stage: string | undefined,
  decision: Json | undefined,
): AuditEvent['status'] {
  if (typeof code === 'number') return statusOfCode(code)
  return decision === 'forbid' || stage === 'Panic' ? 'Failure' : 'Unknown'
}

function userOf(user: Json | undefined): User {
  const groups = at(user, 'groups')
  const named = Array.isArray(groups) ? groups.flatMap((group) => name(group) ?? []) : []
  return present({
    name: name(at(user, 'username')),
    uid: name(at(user, 'uid')),
    groups: named.length > 0 ? named.map((group) => ({ name: group })) : undefined,
  })
}

function resourcesOf(record: JsonObject): Resource[] {
  const target = at(record, 'objectRef')
  const uri = name(at(record, 'requestURI'))
  if (!isObject(target)) return uri === undefined ? [] : [{ type: 'url', name: uri }]
  return [
    present({
      type: name(at(target, 'resource')),
      name: name(at(target, 'name')),
      uid: name(at(target, 'uid')),
      namespace: name(at(target, 'namespace')),
      subresource: name(at(target, 'subresource')),
      api_group: name(at(target, 'apiGroup')),
    }),
  ]
}
