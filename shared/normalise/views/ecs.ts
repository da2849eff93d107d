import type { AuditEvent } from '../../events/audit-event.ts'
import { deepJson } from '../../events/stringify.ts'
import { CLASS } from '../classify.ts'
import { type JsonObject, present } from '../record.ts'
import type { Identified } from './ocsf.ts'
import { sessionPart, type Verb, verbOf } from './verb.ts'

/** The release whose field names and values are used; all of them stand in 8.11 and later. */
const ECS_VERSION = '9.0.0'
const CLOUDS: Record<string, string> = { aws: 'aws', gcp: 'gcp', azure: 'azure' }
const TYPES: Record<Verb, string> = {
  create: 'creation',
  read: 'access',
  update: 'change',
  delete: 'deletion',
  assign: 'change',
  revoke: 'change',
  enable: 'change',
  disable: 'change',
  lock: 'change',
  unlock: 'change',
}

/**
 * The event in the Elastic Common Schema (https://www.elastic.co/docs/reference/ecs). What ECS has no field for is
 * below `auditflow`.
 */
export function toEcs({ id, source, data }: Identified): JsonObject {
  const { actor, src_endpoint: from, logsource, metadata } = data
  const effective = actor.impersonated === undefined ? undefined : { effective: userOf(actor.impersonated) }
  const { account_uid: account } = actor.user
  const provider = CLOUDS[logsource.product]
  return pruned({
    '@timestamp': new Date(data.time).toISOString(),
    ecs: { version: ECS_VERSION },
    message: data.message,
    event: {
      id,
      kind: 'event',
      action: data.activity_name,
      outcome: data.status.toLowerCase(),
      ...kindOf(data),
      severity: data.severity_id,
      reason: data.status_detail,
      provider: metadata.product.name,
      module: logsource.product,
      dataset: [logsource.product, logsource.service].filter((part) => part !== undefined).join('.'),
      original: data.raw_data ?? deepJson(data.raw),
    },
    error: { code: data.status === 'Failure' ? data.status_code : undefined },
    user: { ...userOf(actor.user), ...effective, ...targetOf(data) },
    source: {
      ip: from.ip,
      domain: from.hostname,
      address: from.ip ?? from.hostname,
      geo: geoOf(from.location),
    },
    user_agent: { original: data.http_request?.user_agent },
    related: {
      ip: from.ip === undefined ? undefined : [from.ip],
      user: namesOf(data),
      hosts: from.hostname === undefined ? undefined : [from.hostname],
    },
    cloud: provider === undefined ? undefined : { provider, account: { id: account } },
    orchestrator: logsource.product === 'kubernetes' ? orchestratorOf(data) : undefined,
    auditflow: { source, class_uid: data.class_uid, logsource, uid: metadata.uid, resources: data.resources },
  })
}

/** `event.category` and, of the types that ECS expects for it, `event.type`. */
function kindOf({ class_uid: classUid, activity_name: activity, resources }: AuditEvent) {
  const verb = verbOf(activity)
  const type = verb === undefined ? 'info' : TYPES[verb]
  switch (classUid) {
    case CLASS.authentication:
      return { category: ['authentication'], type: [sessionPart(activity) ?? 'info'] }
    case CLASS.accountChange:
      return { category: ['iam'], type: ['user', type === 'access' ? 'info' : type] }
    case CLASS.accessManagement:
      return {
        category: ['iam'],
        type: [/group|team/i.test(resources[0]?.type ?? activity) ? 'group' : 'admin', 'change'],
      }
    case CLASS.apiActivity:
      return { category: ['api'], type: [type] }
    default:
      return { type: ['info'] }
  }
}

function userOf(user: AuditEvent['actor']['user']) {
  return { id: user.uid, name: user.name, email: user.email_addr }
}

/** The account that an account's change was about. */
function targetOf({ class_uid: classUid, resources: [target] }: AuditEvent) {
  if (classUid !== CLASS.accountChange || target === undefined) return {}
  return { target: { id: target.uid, name: target.name } }
}

function geoOf(location: AuditEvent['src_endpoint']['location']) {
  if (location === undefined) return undefined
  const { country, city, lat, long } = location
  const isCode = country !== undefined && /^[A-Z]{2}$/.test(country)
  return {
    [isCode ? 'country_iso_code' : 'country_name']: country,
    city_name: city,
    location: lat === undefined || long === undefined ? undefined : { lat, lon: long },
  }
}

function namesOf({ actor: { user, impersonated } }: AuditEvent): string[] {
  const names = [user.name, user.email_addr, user.uid, impersonated?.name, impersonated?.uid]
  return [...new Set(names.filter((name) => name !== undefined))]
}

function orchestratorOf({ resources: [target] }: AuditEvent) {
  const resource = { name: target?.name, type: target?.type, id: target?.uid }
  return { type: 'kubernetes', namespace: target?.namespace, resource }
}

/** Without members that say nothing. */
function pruned(object: object): JsonObject {
  const kept = Object.entries(object).flatMap(([key, value]) => {
    const isPlain = typeof value === 'object' && value !== null && !Array.isArray(value)
    const inner = isPlain ? pruned(value) : value
    const isEmpty = Array.isArray(inner) ? inner.length === 0 : isPlain && Object.keys(inner).length === 0
    return inner === undefined || isEmpty ? [] : [[key, inner]]
  })
  return present(Object.fromEntries(kept)) as JsonObject
}
