import { parseDuration } from './duration.ts'
import { RuleFault } from './fault.ts'
import { type FieldPath, parseFieldPath } from './field-path.ts'
import { parseSelection } from './parse-selection.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, isText, own, type PlainMap, textList } from './plain.ts'
import { type AlertLife, type Exception, STAGES, type Stage } from './rule.ts'

/** What a document says under `auditflow`, a custom attribute as Sigma allows. */
export type Custom = {
  stage: Stage
  exceptions: readonly Exception[]
  keyFields?: readonly FieldPath[]
  latenessMs?: number
  life: AlertLife
}

const KEYS = ['key', 'stage', 'lateness', 'exceptions', 'quiet', 'reopen']

/** Reads `auditflow: { key, stage, lateness, exceptions, quiet, reopen }`, all optional. Throws `RuleFault`. */
export function parseCustom(doc: PlainMap, placeholders: Placeholders): Custom {
  const custom = own(doc, 'auditflow') ?? {}
  if (!isMap(custom))
    throw new RuleFault('the attribute "auditflow" is no map', 'write "auditflow: { key: [actor.user.name] }"')
  const unknown = Object.keys(custom).find((key) => !KEYS.includes(key))
  if (unknown !== undefined)
    throw new RuleFault(`the attribute "auditflow" has the unknown key "${unknown}"`, `use ${KEYS.join(', ')}`)
  const keyFields = parseKeyFields(own(custom, 'key'))
  const lateness = own(custom, 'lateness')
  return {
    stage: parseStage(own(custom, 'stage')),
    exceptions: parseExceptions(own(custom, 'exceptions'), placeholders),
    ...(keyFields !== undefined && { keyFields }),
    ...(lateness !== undefined && { latenessMs: parseDuration('lateness', lateness) }),
    life: parseLife(custom),
  }
}

function parseLife(custom: PlainMap): AlertLife {
  const quiet = own(custom, 'quiet')
  const reopen = own(custom, 'reopen')
  return {
    ...(quiet !== undefined && { quietMs: durationOrOff('quiet time', quiet) }),
    ...(reopen !== undefined && { reopenMs: durationOrOff('reopen time', reopen) }),
  }
}

/** Milliseconds, 0 for `off`; YAML 1.1 authors' `off` may have become false. */
function durationOrOff(name: string, value: unknown): number {
  return value === 'off' || value === false ? 0 : parseDuration(name, value)
}

/** Reads one exception: `when`, a Sigma selection, `reason`, and optionally `expires`. Throws `RuleFault`. */
export function parseException(value: unknown, placeholders: Placeholders): Exception {
  if (!isMap(value)) throw new RuleFault('an exception is no map', 'give it "reason" and "when"')
  const reason = own(value, 'reason')
  if (!isText(reason)) throw new RuleFault('an exception has no reason', 'add "reason: ..."')
  const expires = own(value, 'expires')
  return {
    reason,
    node: parseSelection('when', own(value, 'when'), placeholders).node,
    ...(expires !== undefined && expires !== null && { expiresMs: parseExpiry(expires) }),
  }
}

function parseKeyFields(value: unknown): FieldPath[] | undefined {
  if (value === undefined) return undefined
  const fields = textList(value)
  if (fields === undefined || fields.length === 0)
    throw new RuleFault(
      'the attribute "auditflow" has no list of field names as "key"',
      'write "auditflow: { key: [actor.user.name] }"',
    )
  return fields.map(parseFieldPath)
}

function parseStage(value: unknown): Stage {
  if (value === undefined) return 'live'
  // YAML 1.1 authors' `off` may have become false.
  const stage = value === false ? 'off' : STAGES.find((known) => known === value)
  if (stage === undefined)
    throw new RuleFault(`the stage is ${JSON.stringify(value)}`, `write one of ${STAGES.join(', ')}`)
  return stage
}

function parseExceptions(value: unknown, placeholders: Placeholders): Exception[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new RuleFault('"exceptions" is no list', 'write a list of "reason" and "when"')
  return value.map((one) => parseException(one, placeholders))
}

function parseExpiry(value: unknown): number {
  const ms = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms))
    throw new RuleFault(
      `an exception expires at ${JSON.stringify(value)}`,
      'write a date such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z',
    )
  return ms
}
