import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { SEVERITY } from '../classify.ts'
import { isObject, name } from '../record.ts'
import { type Field, isScalar, readField } from './field.ts'

type Status = AuditEvent['status']
/** The outcome, and the value it was read from. */
export type OutcomeField = (record: Json) => { status: Status; said: Json | undefined }

const STATUSES: Record<string, Status> = { success: 'Success', failure: 'Failure', unknown: 'Unknown' }
const LEVELS: Record<string, number> = SEVERITY
const OUTCOME_SHAPE = 'must be {path: …, success: [values], failure: [values], otherwise: success, failure or unknown}'
const SEVERITY_SHAPE = 'must be a path, or {path: …, values: {value: level}} with levels informational to fatal'

/** Values are compared as texts, whatever their case. @throws Error */
export function readOutcome(given: unknown): OutcomeField {
  if (!isObject(given)) throw new Error(OUTCOME_SHAPE)
  const { path, success = [], failure = [], otherwise = 'unknown', ...more } = given
  const rest = STATUSES[String(otherwise)]
  if (Object.keys(more).length > 0 || rest === undefined) throw new Error(OUTCOME_SHAPE)
  const [good, bad] = [valuesOf(success), valuesOf(failure)]
  if (good.size + bad.size === 0) throw new Error(OUTCOME_SHAPE)
  const field = readField(path)
  return (record) => {
    const said = field(record)
    const text = plain(said)
    if (text === undefined) return { status: 'Unknown', said }
    return { status: good.has(text) ? 'Success' : bad.has(text) ? 'Failure' : rest, said }
  }
}

/** A number of OCSF's severity from 0 to 6, or the name of one. @throws Error */
export function readSeverity(given: unknown): (record: Json) => number | undefined {
  const { path, values = {}, ...more } = isObject(given) && 'path' in given ? given : { path: given as Json }
  if (!isObject(values) || Object.keys(more).length > 0) throw new Error(SEVERITY_SHAPE)
  const levels = new Map(Object.entries(LEVELS))
  for (const [value, level] of Object.entries(values)) {
    const number = typeof level === 'string' ? LEVELS[level] : undefined
    if (number === undefined) throw new Error(SEVERITY_SHAPE)
    levels.set(value.toLowerCase(), number)
  }
  const field: Field = readField(path)
  return (record) => {
    const text = plain(field(record))
    if (text === undefined) return undefined
    return levels.get(text) ?? (/^[0-6]$/.test(text) ? Number(text) : undefined)
  }
}

function valuesOf(list: Json): Set<string> {
  const values = Array.isArray(list) ? list : [list]
  if (!values.every(isScalar)) throw new Error(OUTCOME_SHAPE)
  return new Set(values.map((value) => String(value).toLowerCase()))
}

function plain(value: Json | undefined): string | undefined {
  return name(value)?.toLowerCase()
}
