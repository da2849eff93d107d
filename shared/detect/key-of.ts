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

/** What an alert of the rule is about: its own key fields, else who did it, else from where, else the rule as a whole. */
export function keyOf(rule: Rule, views: Views): string {
  if (rule.keyFields !== undefined) return pairs(rule.keyFields, (path) => firstValue(views, path) ?? '')
  const path = DEFAULT_KEYS.find((candidate) => firstIn(views.event, candidate) !== undefined)
  return path === undefined ? NO_GROUP : pairs([path], (found) => firstIn(views.event, found) ?? '')
}

/** The first number of a field, in the record or else in the normalised event. */
export function firstNumber(views: Views, path: FieldPath): number | undefined {
  return numberIn(views.record, path) ?? numberIn(views.event, path)
}

function numberIn(view: RecordView, path: FieldPath): number | undefined {
  return view.field(path).scalars.find((scalar) => scalar.number !== undefined)?.number
}

/**
 * The key of a group, or undefined when the event lacks one of the fields; `*` when there are none to have.
 * @param via the rule that the event met, for fields that each rule calls differently
 */
export function groupKey(fields: readonly GroupField[], views: Views, via = ''): string | undefined {
  const values = fields.map(({ path, aliases }) => ({ path, value: firstValue(views, aliases?.get(via) ?? path) }))
  if (values.some(({ value }) => value === undefined)) return undefined
  return values.length === 0 ? NO_GROUP : values.map(({ path, value }) => pair(path, value ?? '')).join(', ')
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

function pair(path: FieldPath, value: string): string {
  return `${path.name}=${keyValue(value)}`
}

function pairs(fields: readonly FieldPath[], read: (path: FieldPath) => string): string {
  return fields.map((path) => pair(path, read(path))).join(', ')
}
