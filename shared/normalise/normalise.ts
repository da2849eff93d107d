import type { AuditEvent, Json } from '../events/audit-event.ts'
import type { EventRejected } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { deepJson } from '../events/stringify.ts'
import { isDeeperThan, MAX_DEPTH } from './depth.ts'
import { unwrap } from './envelopes/index.ts'
import { joinRecords } from './join-records.ts'
import { countOfTexts, type Knowledge, knowledgeOf, NOTHING_KNOWN } from './parse-json.ts'
import { recognise } from './recognise.ts'
import { at, isObject, type JsonObject } from './record.ts'
import { redact, redactedPaths } from './redact.ts'
import { MAX_LISTED } from './redaction/redactor.ts'
import type { Context, Source, Unfit } from './source.ts'
import { json } from './sources/index.ts'

/** A record as an event, or refused with the reason and its text; `eventType` and `event` when it was a CloudEvent. */
export type Item = { ok: true; event: CloudEvent<AuditEvent> } | Refusal
export type Refusal = { ok: false; reason: string; payload: string; eventType?: string; event?: EventRejected['event'] }

/**
 * Every record of a body as an item, in the order they came. One bad record never spoils the others.
 * @param named the source whose path the body was sent to; without one each record is read as what it looks like
 */
export function normalise(named: Source | undefined, body: Json, context: Context): Item[] {
  const texts = countOfTexts()
  const records = joinRecords(named?.records?.(body) ?? unwrap(body))
  // A text within the body's text shows its secrets to nobody who looks at that.
  const known = countOfTexts() === texts ? knowledgeOf(body) : NOTHING_KNOWN
  return records.map((item) => {
    // A text, such as a line of a log, is read as a record that has it as its message.
    const isText = typeof item === 'string'
    const record = isText ? { message: item } : item
    const made = judge(named, record, isText ? NOTHING_KNOWN : known, context)
    if (!('reason' in made)) return { ok: true, event: made }
    return {
      ok: false,
      reason: made.reason,
      payload: isText ? (at(record, 'message') as string) : deepJson(record),
    }
  })
}

function judge(
  named: Source | undefined,
  record: Json,
  known: Knowledge,
  context: Context,
): CloudEvent<AuditEvent> | Unfit {
  const options = { policy: context.redaction, known }
  if (!isObject(record)) {
    if (Array.isArray(record)) redact(record, json.name, options)
    return { reason: 'neither a JSON object nor a text' }
  }
  const source = recognise(named, record, context.headers, context.sources)
  redact(record, source.name, options)
  if (!known.isShallow && isDeeperThan(record, MAX_DEPTH)) return { reason: `nested deeper than ${MAX_DEPTH} levels` }
  const made = source.normalise(record, context)
  return 'reason' in made ? made : listingRedacted(made, record)
}

/** The event with the paths of what was taken out of its record. */
export function listingRedacted(event: CloudEvent<AuditEvent>, record: JsonObject): CloudEvent<AuditEvent> {
  const paths = redactedPaths(record)
  if (paths === undefined) return event
  const redacted = [...new Set([...(event.data.metadata.redacted ?? []), ...paths])].slice(0, MAX_LISTED)
  return { ...event, data: { ...event.data, metadata: { ...event.data.metadata, redacted } } }
}
