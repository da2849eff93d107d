import { type FieldPath, parseFieldPath } from './field-path.ts'
import { keyValue } from './present.ts'
import type { RecordView } from './record-view.ts'
import type { GroupField, Rule } from './rule.ts'

/** The key of what has no group: one for the whole rule. */
export const NO_GROUP = '*'

const DEFAULT_KEYS = [parseFieldPath('actor.user.name'), parseFieldPath('src_endpoint.ip')]

/** An event as a rule reads it: its record first; what that lacks is looked up in the normalised event. */
export type Views = { record: RecordView; event: RecordView }

/** The first value of a field, empty texts passed over; undefined when there is none. */
export function firstValue(views: Views, path: FieldPath): string | undefined {
  return firstIn(views.record, path) ?? firstIn(views.event, path)
}

function firstIn(view: RecordView, path: FieldPath): string | undefined {
  return view.field(path).scalars.find((scalar) => scalar.text !== '')?.text
}

/** A field of a key and its value, whole. */
export type KeyPart = { name: string; value: string }

/**
 * What an alert of the rule is about: its own key fields, else who did it, else from where; nothing where the rule as a whole
 * is meant. An own key field that the event lacks is empty.
 */
export function keyParts(rule: Rule, views: Views): KeyPart[] {
  if (rule.keyFields !== undefined)
    return rule.keyFields.map((path) => ({ name: path.name, value: firstValue(views, path) ?? '' }))
  for (const path of DEFAULT_KEYS) {
    const value = firstIn(views.event, path)
    if (value !== undefined) return [{ name: path.name, value }]
  }
  return []
}

/** A key as people read it; `*` when it has no fields. */
export function keyText(parts: readonly KeyPart[]): string {
  return parts.length === 0 ? NO_GROUP : parts.map(({ name, value }) => `${name}=${keyValue(value)}`).join(', ')
}

/** The first number of a field, in the record or else in the normalised event. */
export function firstNumber(views: Views, path: FieldPath): number | undefined {
  return numberIn(views.record, path) ?? numberIn(views.event, path)
}

function numberIn(view: RecordView, path: FieldPath): number | undefined {
  return view.field(path).scalars.find((scalar) => scalar.number !== undefined)?.number
}

/**
 * The fields of a group, or undefined when the event lacks one of them.
 * @param via the rule that the event met, for fields that each rule calls differently
 */
export function groupParts(fields: readonly GroupField[], views: Views, via = ''): KeyPart[] | undefined {
  const parts: KeyPart[] = []
  for (const { path, aliases } of fields) {
    const value = firstValue(views, aliases?.get(via) ?? path)
    if (value === undefined) return undefined
    parts.push({ name: path.name, value })
  }
  return parts
}

/** The key of a group, or undefined when the event lacks one of the fields; `*` when there are none to have. */
export function groupKey(fields: readonly GroupField[], views: Views, via = ''): string | undefined {
  const parts = groupParts(fields, views, via)
  return parts === undefined ? undefined : keyText(parts)
}

/** What `value_count` counts once: the field's value, or the pairs where several fields count together. */
export function countedValue(fields: readonly FieldPath[], views: Views): string | undefined {
  const value = fields.length === 1 ? firstValue(views, fields[0]!) : undefined
  return value === undefined
    ? groupKey(
        fields.map((path) => ({ path })),
        views,
      )
    : keyValue(value)
}
