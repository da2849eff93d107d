import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { makeEvent, type Resource, type User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { logType } from './auth0-types.ts'

const PROVIDER = { origin: '/sources/auth0', product: 'Auth0', vendor: 'Okta' }
const CORE = ['type', 'date', 'client_id', 'user_id', 'user_name', 'ip', 'description']

/**
 * Auth0's tenant logs: of log streams (webhook, EventBridge, Splunk), which wrap each entry as `{ log_id, data }`, or
 * bare from the Management API. https://github.com/auth0/auth0-log-schemas
 */
export const auth0: Source = {
  name: 'auth0',
  logSources: [{ product: 'auth0' }],
  marks: ['log_id', 'data'],
  recognises(record) {
    const entry = entryOf(record)
    const id = at(entry, 'log_id') ?? at(record, 'log_id')
    return typeof id === 'string' && typeof at(entry, 'type') === 'string' && typeof at(entry, 'date') === 'string'
  },
  normalise,
}

/** The wrapping is kept in `raw`, for Auth0's own rules name fields with it: `data.type`. */
function entryOf(record: JsonObject): JsonObject {
  const data = at(record, 'data')
  return isObject(data) ? data : record
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const entry = entryOf(record)
  const activity = name(at(entry, 'type'))
  if (activity === undefined) return { reason: 'type is missing, here and in data: no log of Auth0' } satisfies Unfit
  const { classUid, status } = logType(activity)
  const description = name(at(entry, 'description'))
  const ownId = at(entry, 'log_id') ?? at(record, 'log_id')
  const place = at(entry, 'location_info')
  const core = CORE.map((key) => at(entry, key))
  const facts = {
    id: identify(record, ownId, core),
    ownId,
    times: [at(entry, 'date')],
    activity,
    classUid: classUid === CLASS.apiActivity && description !== undefined ? classOf(description, classUid) : classUid,
    status,
    severity: severityOf(status, classUid !== CLASS.apiActivity),
    statusCode: at(entry, 'details', 'response', 'statusCode'),
    statusDetail: status === 'Failure' ? faultOf(at(entry, 'details')) : undefined,
    message: at(entry, 'description'),
    user: userOf(entry),
    address: at(entry, 'ip'),
    location: locationFrom(
      at(place, 'country_code'),
      at(place, 'city_name'),
      at(place, 'latitude'),
      at(place, 'longitude'),
    ),
    userAgent: at(entry, 'user_agent'),
    resources: resourcesOf(entry),
    logsource: { product: 'auth0' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function faultOf(details: Json | undefined): Json | undefined {
  const error = at(details, 'error')
  return at(error, 'message') ?? at(error, 'reason') ?? at(details, 'failure_details', 'message') ?? error
}

/** A machine has no user: it is known by its application. */
function userOf(entry: JsonObject): User {
  const caller = at(entry, 'details', 'request', 'auth', 'user')
  const uid = name(at(entry, 'user_id')) ?? name(at(caller, 'user_id'))
  const login = name(at(entry, 'user_name'))
  const email = name(at(caller, 'email')) ?? (login?.includes('@') === true ? login : undefined)
  const client = name(at(entry, 'client_id'))
  const account = login ?? email ?? uid
  return present({
    name: account ?? name(at(entry, 'client_name')) ?? client,
    uid: account === undefined ? client : uid,
    type: account === undefined && client !== undefined ? 'Application' : undefined,
    email_addr: email,
  })
}

/** A call of the Management API is about its path; a login is into an application, by a connection. */
function resourcesOf(entry: JsonObject): Resource[] {
  return [
    ...resource('path', name(at(entry, 'details', 'request', 'path')), undefined),
    ...resource('application', name(at(entry, 'client_name')), name(at(entry, 'client_id'))),
    ...resource('connection', name(at(entry, 'connection')), name(at(entry, 'connection_id'))),
    ...resource('organization', name(at(entry, 'organization_name')), name(at(entry, 'organization_id'))),
  ]
}

function resource(type: string, title: string | undefined, uid: string | undefined): Resource[] {
  return title === undefined && uid === undefined ? [] : [present({ type, name: title ?? uid, uid })]
}
