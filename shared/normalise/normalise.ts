import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { deepJson } from '../events/stringify.ts'
import { isDeeperThan, MAX_DEPTH } from './depth.ts'
import { unwrap } from './envelopes/index.ts'
import { joinRecords } from './join-records.ts'
import { recognise } from './recognise.ts'
import { isObject } from './record.ts'
import { redact } from './redact.ts'
import type { Context, Source, Unfit } from './source.ts'

/** A record as an event, or refused with the reason and its text; `eventType` when it was a CloudEvent. */
export type Item = { ok: true; event: CloudEvent<AuditEvent> } | Refusal
export type Refusal = { ok: false; reason: string; payload: string; eventType?: string }

/**
 * Every record of a body as an item, in the order they came. One bad record never spoils the others.
 * @param named the source whose path the body was sent to; without one each record is read as what it looks like
 */
export function normalise(named: Source | undefined, body: Json, context: Context): Item[] {
  return joinRecords(unwrap(body)).map((record) => {
    const made = judge(named, typeof record === 'string' ? { message: record } : record, context)
    return 'reason' in made ? { ok: false, reason: made.reason, payload: deepJson(record) } : { ok: true, event: made }
  })
}

/** A text, such as a line of a log, is read as a record that has it as its message. */
function judge(named: Source | undefined, record: Json, context: Context): CloudEvent<AuditEvent> | Unfit {
  if (!isObject(record)) return { reason: 'neither a JSON object nor a text' }
  if (isDeeperThan(record, MAX_DEPTH)) return { reason: `nested deeper than ${MAX_DEPTH} levels` }
  const source = recognise(named, record, context.headers)
  redact(record, source.name)
  return source.normalise(record, context)
}
