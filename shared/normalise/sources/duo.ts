import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { locationFrom } from '../location.ts'
import { makeEvent } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { isAdministration, readAdministration } from './duo-administration.ts'
import { classOfAction, type Reading, resource } from './duo-reading.ts'

const PROVIDER = { origin: '/sources/duo', product: 'Duo', vendor: 'Cisco' }

/**
 * The logs of Duo's Admin API: authentication (v1, v2), administrator, activity and telephony (v1, v2), told apart by
 * shape. https://duo.com/docs/adminapi#logs
 */
export const duo: Source = {
  name: 'duo',
  logSources: [{ product: 'cisco', service: 'duo' }],
  marks: ['factor', 'action', 'activity_id', 'credits'],
  recognises: (record) =>
    isAuthentication(record) || isAdministration(record) || isActivity(record) || isTelephony(record),
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const reading = read(record)
  if (reading === undefined) {
    return { reason: 'neither factor and result, nor action, activity_id or phone: no log of Duo' }
  }
  const times = [at(record, 'isotimestamp'), at(record, 'ts'), at(record, 'timestamp')]
  const core = [reading.activity, times[0] ?? times[1] ?? times[2], ...reading.core]
  const facts = {
    id: identify(record, reading.ownId, core),
    ownId: reading.ownId,
    times,
    activity: reading.activity,
    classUid: reading.classUid,
    severity: reading.severity,
    status: reading.status,
    statusCode: reading.statusCode,
    statusDetail: reading.statusDetail,
    message: reading.message,
    user: reading.user,
    address: reading.address,
    location: reading.location,
    userAgent: reading.userAgent,
    resources: reading.resources,
    logsource: { product: 'cisco', service: 'duo' },
    raw: record,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function read(record: JsonObject): Reading | undefined {
  if (isActivity(record)) return readActivity(record)
  if (at(record, 'factor') !== undefined) return readAuthentication(record)
  if (isTelephony(record)) return readTelephony(record)
  return readAdministration(record)
}

function isAuthentication(record: JsonObject): boolean {
  return (
    isObject(at(record, 'access_device')) &&
    typeof at(record, 'factor') === 'string' &&
    typeof at(record, 'result') === 'string'
  )
}

/** Version 1 is flat: `username`, `ip`, `integration`; it names no event. */
function readAuthentication(record: JsonObject): Reading {
  const device = at(record, 'access_device')
  const activity = name(at(record, 'event_type')) ?? 'authentication'
  const result = name(at(record, 'result'))?.toLowerCase()
  const status = result === 'success' ? ('Success' as const) : ('Failure' as const)
  const address = at(device, 'ip') ?? at(record, 'ip')
  const place = at(device, 'location') ?? at(record, 'location')
  const email = name(at(record, 'email'))
  const application = at(record, 'application')
  return {
    ownId: at(record, 'txid'),
    core: [result, at(record, 'reason'), at(record, 'user', 'key'), address],
    activity,
    classUid: activity === 'enrollment' ? CLASS.accountChange : CLASS.authentication,
    status,
    severity: result === 'fraud' ? SEVERITY.high : severityOf(status, true),
    statusCode: at(record, 'result'),
    statusDetail: at(record, 'reason'),
    user: present({
      name: name(at(record, 'user', 'name')) ?? name(at(record, 'username')) ?? email,
      uid: name(at(record, 'user', 'key')),
      email_addr: email,
    }),
    address,
    location: locationFrom(at(place, 'country'), at(place, 'city')),
    resources: [
      ...resource('application', at(application, 'name') ?? at(record, 'integration'), at(application, 'key')),
      ...resource(
        'device',
        at(record, 'auth_device', 'name') ?? at(record, 'device'),
        at(record, 'auth_device', 'key'),
      ),
    ],
  }
}

function isActivity(record: JsonObject): boolean {
  return (
    typeof at(record, 'activity_id') === 'string' &&
    typeof at(record, 'action', 'name') === 'string' &&
    isObject(at(record, 'actor'))
  )
}

function readActivity(record: JsonObject): Reading | undefined {
  const activity = name(at(record, 'action', 'name'))
  if (activity === undefined) return undefined
  const device = at(record, 'access_device')
  const actor = at(record, 'actor')
  const target = at(record, 'target')
  const application = at(record, 'application')
  const result = name(at(record, 'outcome', 'result'))?.toLowerCase()
  const status = result === 'success' ? 'Success' : result === undefined ? 'Unknown' : 'Failure'
  return {
    ownId: at(record, 'activity_id'),
    core: [at(actor, 'key'), at(target, 'key')],
    activity,
    classUid: classOfAction(activity),
    status,
    severity: severityOf(status, false),
    statusCode: at(record, 'outcome', 'result'),
    user: present({ name: name(at(actor, 'name')), uid: name(at(actor, 'key')), type: name(at(actor, 'type')) }),
    address: at(device, 'ip', 'address') ?? at(device, 'ip'),
    location: locationFrom(at(device, 'location', 'country'), at(device, 'location', 'city')),
    resources: [
      ...resource(name(at(target, 'type')), at(target, 'name'), at(target, 'key')),
      ...resource('application', at(application, 'name'), at(application, 'key')),
    ],
  }
}

function isTelephony(record: JsonObject): boolean {
  const isMarked = at(record, 'telephony_id') ?? at(record, 'isotimestamp') ?? at(record, 'timestamp')
  return isMarked !== undefined && at(record, 'credits') !== undefined && typeof at(record, 'phone') === 'string'
}

/** A message or call that Duo made: its kind is the name, `sms` or `phone`. Nobody is said to have asked for it. */
function readTelephony(record: JsonObject): Reading {
  return {
    ownId: at(record, 'telephony_id'),
    core: [at(record, 'phone')],
    activity: name(at(record, 'type')) ?? 'telephony',
    classUid: CLASS.authentication,
    status: 'Success',
    severity: SEVERITY.informational,
    message: at(record, 'context'),
    user: {},
    resources: resource('phone', at(record, 'phone'), undefined),
  }
}
