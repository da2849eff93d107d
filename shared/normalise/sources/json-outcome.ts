import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { SEVERITY, severityOf, statusOfCode } from '../classify.ts'
import type { Lookup } from '../loosely.ts'
import { isObject, name } from '../record.ts'
import { first, firstValue } from './json-actor.ts'
import * as names from './json-names.ts'

type Status = AuditEvent['status']

const GOOD =
  /^(?:success(?:ful(?:ly)?)?|succeeded|ok|yes|y|true|allow(?:ed)?|grant(?:ed)?|pass(?:ed)?|complete[d]?|accepted)$/i
const BAD = /fail|error|den(?:y|ied)|refus|reject|invalid|unauthori[sz]ed|forbidden|block|^(?:no?|false|not ok)$/i
const DENIED = /den(?:y|ied)|unauthori[sz]ed|forbidden|block|refus/i
const SEVERITIES: Record<string, number> = { ...SEVERITY, info: 1, information: 1, warning: 2, warn: 2, error: 3 }

/** Whether it succeeded, as far as the record or the operation's own name says, and how grave it is. */
export function outcomeOf(find: Lookup, activity: string) {
  const said = firstValue(find, names.OUTCOME)
  const fault = faultOf(find)
  const status = statusFrom(said) ?? (fault === undefined ? statusFromWords(activity) : 'Failure')
  const isDenied = said === 401 || said === 403 || DENIED.test(`${name(said)} ${fault} ${activity}`.slice(0, 1000))
  return {
    status,
    severity: severityFrom(firstValue(find, names.SEVERITY_NAME)) ?? severityOf(status, isDenied),
    statusCode: typeof said === 'number' ? said : first(find, names.STATUS_CODE),
    statusDetail: first(find, names.DETAIL),
  }
}

/** What a member such as `error` says went wrong; `false`, `0`, `none` and an empty text say that nothing did. */
function faultOf(find: Lookup): string | undefined {
  for (const path of find.among(names.FAULT)) {
    const value = find.at(path)
    if (isObject(value)) return 'error'
    const text = name(value)
    if (text !== undefined && !/^(?:false|0|none|null|ok)$/i.test(text)) return text
  }
  return undefined
}

function statusFrom(said: Json | undefined): Status | undefined {
  if (typeof said === 'boolean') return said ? 'Success' : 'Failure'
  if (typeof said === 'number') return said === 0 ? 'Success' : known(statusOfCode(said))
  if (typeof said !== 'string') return isObject(said) ? statusFrom(said['code'] ?? said['result']) : undefined
  if (/^[1-5]\d\d$/.test(said)) return statusOfCode(Number(said))
  if (GOOD.test(said.trim())) return 'Success'
  return BAD.test(said.slice(0, 200).trim()) ? 'Failure' : undefined
}

function known(status: Status): Status | undefined {
  return status === 'Unknown' ? undefined : status
}

function statusFromWords(activity: string): Status {
  const text = activity.slice(0, 200)
  if (/fail|denied|reject/i.test(text)) return 'Failure'
  return /succe(?:ss|eded)/i.test(text) ? 'Success' : 'Unknown'
}

function severityFrom(value: Json | undefined): number | undefined {
  if (typeof value === 'string') return SEVERITIES[value.toLowerCase()]
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 6 ? value : undefined
}
