import type { Json, LogSource } from '../../events/audit-event.ts'
import { CLASS, classOf, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { makeEvent } from '../make-event.ts'
import { type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'
import { type Field, follow } from './field.ts'
import type { Fields, Mapping, Mark } from './parse-mapping.ts'

/** The source that a mapping describes. One without marks is never guessed, and takes whatever is sent to its path. */
export function mappedSource(mapping: Mapping): Source {
  const { name: title, product, service, category, records, recognise } = mapping
  const logsource = present({ product, service, category })
  return {
    name: title,
    logSources: [logsource],
    recognises: (record) => recognise?.every((mark) => bears(record, mark)) ?? true,
    ...(records !== undefined && { records: (body: Json) => listAt(body, records) }),
    normalise: (record, context) => normalise(record, context, mapping, logsource),
  }
}

function normalise(record: JsonObject, { receivedAtMs }: Context, mapping: Mapping, logsource: LogSource) {
  const { fields, name: title, product, vendor } = mapping
  const activity = name(fields.action(record))
  if (activity === undefined) return { reason: `fields.action finds nothing: no record of ${title}` } satisfies Unfit
  const { status, said } = fields.outcome?.(record) ?? { status: 'Unknown' as const, said: undefined }
  const user = userOf(record, fields)
  const address = found(record, fields.ip)
  const time = found(record, fields.time)
  const ownId = found(record, fields.id)
  const facts = {
    id: identify(record, ownId, [activity, time, user.name, user.uid, address]),
    ownId,
    times: [time],
    activity,
    classUid: classOf(activity, CLASS.base),
    status,
    severity: fields.severity?.(record) ?? severityOf(status, false),
    statusCode: said,
    message: found(record, fields.message),
    user,
    address,
    userAgent: found(record, fields.user_agent),
    resources: targetOf(record, fields),
    logsource,
    raw: record,
  }
  return makeEvent(
    { origin: `/sources/${title}`, product, ...(vendor !== undefined && { vendor }) },
    facts,
    receivedAtMs,
  )
}

function userOf(record: Json, { actor, actor_uid: uid, email }: Fields) {
  return present({
    name: name(found(record, actor)),
    uid: name(found(record, uid)),
    email_addr: name(found(record, email)),
  })
}

function targetOf(record: Json, { target, target_type: type, target_uid: uid }: Fields) {
  const resource = present({
    type: name(found(record, type)),
    name: name(found(record, target)),
    uid: name(found(record, uid)),
  })
  return resource.name === undefined && resource.uid === undefined ? [] : [resource]
}

function found(record: Json, field: Field | undefined): Json | undefined {
  return field?.(record)
}

function bears(record: JsonObject, { path, values }: Mark): boolean {
  const value = follow(record, path)
  if (value === undefined || value === null) return false
  return values === 'any' || values.includes(String(value))
}

function listAt(body: Json, path: readonly string[]): Json[] | undefined {
  const list = follow(body, path)
  return Array.isArray(list) ? list : undefined
}
