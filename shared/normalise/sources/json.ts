import type { Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { type Lookup, loosely } from '../loosely.ts'
import { type Facts, makeEvent, type Resource } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'
import type { Context, Source } from '../source.ts'
import { actorOf, first, firstValue } from './json-actor.ts'
import * as names from './json-names.ts'
import { outcomeOf } from './json-outcome.ts'

const PROVIDER = { origin: '/sources/json', product: 'JSON' }
/** OCSF's own word for an activity that nothing names. */
const UNNAMED = 'Unknown'
const MAX_RESOURCES = 20
/** Dropbox writes `{"_tag": "file_delete"}` where others write a text. */
const TAG = [['tag'], ['name'], ['type'], ['id']]

/**
 * Any JSON object of any application: its parts are found by the names that applications commonly give them. None is
 * needed.
 */
export const json: Source = {
  name: 'json',
  logSources: [{ product: 'json' }],
  marks: ['logsource'],
  header: 'x-auditflow-product',
  recognises: (record) => at(record, 'logsource', 'product') !== undefined,
  normalise,
}

function normalise(record: JsonObject, { headers, receivedAtMs }: Context) {
  return makeEvent(PROVIDER, factsOf(record, headers), receivedAtMs)
}

/**
 * What can be found in a record of unknown shape.
 * @param otherwise the name of what happened where the record has none but in words
 */
export function factsOf(record: JsonObject, headers: Headers, otherwise?: string): Facts {
  const bare = loosely([record])
  const find = loosely([record, ...bare.among(names.ENVELOPES).map(bare.at).filter(isObject)])
  const activity = activityOf(find) ?? otherwise ?? first(find, names.TITLE) ?? UNNAMED
  const ownId = firstValue(find, names.OWN_ID)
  const { status, severity, statusCode, statusDetail } = outcomeOf(find, activity)
  return {
    status,
    severity,
    statusCode,
    statusDetail,
    id: identify(record),
    ownId,
    times: find.among(names.TIME).map(find.at),
    activity,
    classUid: classFrom(at(record, 'class_uid')) ?? classOf(activity, CLASS.base),
    user: actorOf(find),
    address: first(find, names.ADDRESS),
    userAgent: first(find, names.USER_AGENT),
    message: first(find, names.MESSAGE),
    resources: resourcesOf(find),
    logsource: logSourceOf(record, headers),
    raw: record,
  }
}

function activityOf(find: Lookup): string | undefined {
  for (const path of find.among(names.ACTION)) {
    const value = find.at(path)
    const text = typeof value === 'string' ? name(value) : isObject(value) ? tagOf(path, value) : undefined
    if (text !== undefined) return text
  }
  return undefined
}

/** An object under `event` is an envelope, looked into elsewhere; under any other name it may hold the name as a tag. */
function tagOf(path: readonly string[], value: JsonObject): string | undefined {
  return path.length === 1 && path[0] === 'event' ? undefined : first(loosely([value]), TAG)
}

function classFrom(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

function resourcesOf(find: Lookup): Resource[] {
  const found = firstValue(find, names.TARGET)
  const list = Array.isArray(found) ? found.slice(0, MAX_RESOURCES) : found === undefined ? [] : [found]
  return list.flatMap((item) => {
    const title = name(item)
    if (title !== undefined) return [{ name: title }]
    return isObject(item) ? [resourceFrom(item)] : []
  })
}

function resourceFrom(item: JsonObject): Resource {
  const type = first(loosely([item]), names.TARGET_TYPE)
  const inside = type === undefined ? undefined : at(item, type)
  const find = loosely(isObject(inside) ? [inside, item] : [item])
  return present({ type, name: first(find, names.TARGET_NAME), uid: first(find, names.TARGET_ID) })
}

/** The log source that the sender names, in the record or for the whole request. */
function logSourceOf(record: JsonObject, headers: Headers): LogSource {
  const own = at(record, 'logsource')
  const product = name(at(own, 'product')) ?? name(headers.get('x-auditflow-product')) ?? 'json'
  return present({
    product,
    service: name(at(own, 'service')) ?? name(headers.get('x-auditflow-service')),
    category: name(at(own, 'category')),
  })
}
