import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/azure-activity', product: 'Azure Activity Log', vendor: 'Microsoft' }
/** https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema#categories */
const CATEGORIES = /^(?:Administrative|Security|ServiceHealth|Alert|Recommendation|Policy|Autoscale|ResourceHealth)$/i
const RESOURCE = /^\/(?:subscriptions|providers|tenants)\//i
const PROVIDERS = '/providers/'
const CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'
const OBJECT_ID = 'http://schemas.microsoft.com/identity/claims/objectidentifier'

const DENIED = /403|401|forbidden|unauthorized|authorizationfailed|denied/i
const SUCCEEDED = /^succe(?:ss|eded)/i
const FAILED = /^(?:fail|cancel)/i

/**
 * Azure's activity log: as Azure Monitor streams it (`operationName`, `resourceId`), as its API gives it
 * (`operationName.value`, `caller`) and as Event Grid tells of changed resources (`resourceUri`, `claims`).
 * https://learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema
 */
export const azureActivity: Source = {
  name: 'azure-activity',
  logSources: [{ product: 'azure', service: 'activitylogs' }],
  marks: ['operationName'],
  recognises(record) {
    const resource = at(record, 'resourceId') ?? at(record, 'resourceUri')
    if (textOf(at(record, 'operationName')) === undefined) return false
    if (typeof at(record, 'eventDataId') === 'string' && at(record, 'correlationId') !== undefined) return true
    if (typeof resource !== 'string' || !RESOURCE.test(resource)) return false
    const category = textOf(at(record, 'category'))
    return category === undefined ? isObject(at(record, 'claims')) : CATEGORIES.test(category)
  },
  normalise,
}

/** The API writes `{ "value": …, "localizedValue": … }` where the stream has the value. */
function textOf(value: Json | undefined): string | undefined {
  return name(isObject(value) ? at(value, 'value') : value)
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const activity = textOf(at(record, 'operationName'))
  if (activity === undefined)
    return { reason: 'operationName is missing: not a record of the activity log' } satisfies Unfit
  const resource = name(at(record, 'resourceId') ?? at(record, 'resourceUri') ?? at(record, 'authorization', 'scope'))
  const time = at(record, 'time') ?? at(record, 'eventTimestamp') ?? at(record, 'eventTime')
  const user = userOf(record)
  const { status, severity, statusCode, statusDetail } = outcomeOf(record)
  const eventDataId = at(record, 'eventDataId') ?? at(record, 'properties', 'eventDataId')
  const facts = {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(record, ownIdOf(record, eventDataId, time), [
      activity.toLowerCase(),
      resource?.toLowerCase(),
      status,
      ...(eventDataId === undefined ? circumstancesOf(record, user, statusCode) : []),
    ]),
    ownId: eventDataId,
    times: [time, at(record, 'submissionTimestamp')],
    activity,
    classUid: /^microsoft\.authorization\//i.test(activity) ? CLASS.accessManagement : CLASS.apiActivity,
    user,
    address: at(record, 'callerIpAddress') ?? at(record, 'httpRequest', 'clientIpAddress'),
    message: at(record, 'description'),
    resources: resource === undefined ? [] : [resourceOf(resource)],
    logsource: { product: 'azure', service: 'activitylogs' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

/**
 * A correlation id is shared by all that one request set off, an operation id by all stages of one operation. The
 * stream has no id of the record: its time, of 100 ns, stands in.
 */
function ownIdOf(record: JsonObject, eventDataId: Json | undefined, time: Json | undefined): string | undefined {
  const correlation = name(at(record, 'correlationId'))
  const own = name(eventDataId) ?? name(time)?.replace(' ', 'T')
  if (correlation === undefined || own === undefined) return undefined
  return [correlation, name(at(record, 'operationId')) ?? '', own].join('|')
}

/** What tells apart two records of one time that have no id. */
function circumstancesOf(record: JsonObject, user: User, statusCode: Json | undefined): (Json | undefined)[] {
  const properties = at(record, 'properties')
  return [user.name, statusCode, at(properties, 'serviceRequestId'), at(properties, 'requestbody')]
}

function userOf(record: JsonObject): User {
  const identity = at(record, 'identity')
  const claims = at(record, 'claims') ?? at(identity, 'claims')
  const evidence = at(at(record, 'authorization') ?? at(identity, 'authorization'), 'evidence')
  const app = name(at(claims, 'appid'))
  const account =
    name(at(record, 'caller')) ??
    name(at(claims, `${CLAIMS}upn`)) ??
    name(at(claims, `${CLAIMS}emailaddress`)) ??
    name(at(claims, `${CLAIMS}name`)) ??
    name(at(claims, 'name')) ??
    app
  return present({
    name: account,
    uid: name(at(claims, OBJECT_ID)) ?? name(at(evidence, 'principalId')) ?? app,
    type: name(at(evidence, 'principalType')),
    email_addr: account?.includes('@') ? account : undefined,
  })
}

/** What is only begun or accepted has no outcome yet. */
function outcomeOf(record: JsonObject) {
  const result = textOf(at(record, 'resultType')) ?? textOf(at(record, 'status'))
  const signature = textOf(at(record, 'resultSignature')) ?? textOf(at(record, 'subStatus'))
  const code = name(at(record, 'properties', 'statusCode')) ?? signature
  const status: AuditEvent['status'] = statusOf(result)
  return {
    status,
    severity: Math.max(severityOf(status, DENIED.test(`${code} ${signature}`)), levelOf(at(record, 'level'))),
    statusCode: code,
    statusDetail: at(record, 'properties', 'statusMessage') ?? at(record, 'resultDescription'),
  }
}

function statusOf(result: string | undefined): AuditEvent['status'] {
  if (result === undefined) return 'Unknown'
  return SUCCEEDED.test(result) ? 'Success' : FAILED.test(result) ? 'Failure' : 'Unknown'
}

function levelOf(level: Json | undefined): number {
  if (level === 'Critical') return SEVERITY.critical
  return level === 'Warning' ? SEVERITY.low : SEVERITY.informational
}

/** `…/providers/Microsoft.Storage/storageAccounts/NAME` is a `Microsoft.Storage/storageAccounts`; only the last provider counts. */
function resourceOf(id: string): Resource {
  const start = id.toLowerCase().lastIndexOf(PROVIDERS)
  const parts = (start < 0 ? id : id.slice(start + PROVIDERS.length)).split('/').filter((part) => part !== '')
  const [provider, ...path] = start < 0 ? ['Microsoft.Resources', ...parts] : parts
  const types = path.filter((_, index) => index % 2 === 0)
  return present({ type: [provider, ...types].join('/'), name: parts.at(-1) ?? id, uid: id })
}
