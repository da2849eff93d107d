import type { Need, Weigh } from './need.ts'

/** Added to the rules that name a field, so that a field of few rules does not look as if it had few values. */
const FURTHER_VALUES = 20
/** Texts this short are flags and verbs, which many events have. */
const SHORT = 4
const SHORT_FACTOR = 8
const MIDDLING = 6
const MIDDLING_FACTOR = 2
const NUMBER_FACTOR = 2
const PIECE_FACTOR = 2
/** The whole record is much text to look through. */
const ANYWHERE_FACTOR = 4

/**
 * Weighs needs by how often the needs of a set of rules name the same value among all that they name of its field:
 * rules are about what happens, so that a value of many rules is one of many events.
 */
export function weighBy(all: readonly Need[]): Weigh {
  const uses = new Map<string, number>()
  const count = (key: string) => uses.set(key, (uses.get(key) ?? 0) + 1)
  for (const need of all) {
    count(fieldKey(need))
    count(valueKey(need))
  }
  const weight = (need: Need) =>
    (factor(need) * (uses.get(valueKey(need)) ?? 1)) / ((uses.get(fieldKey(need)) ?? 1) + FURTHER_VALUES)
  return (needs) => needs.reduce((sum, need) => sum + weight(need), 0)
}

function fieldKey({ field }: Need): string {
  return field === undefined ? '' : `.${field.name}`
}

function valueKey(need: Need): string {
  return `${fieldKey(need)}\n${need.literal.form}\n${need.literal.value}`
}

function factor({ field, literal }: Need): number {
  if (literal.form === 'number') return NUMBER_FACTOR
  const { length } = literal.value
  const byLength = length <= SHORT ? SHORT_FACTOR : length <= MIDDLING ? MIDDLING_FACTOR : 1
  return byLength * (literal.form === 'piece' ? PIECE_FACTOR : 1) * (field === undefined ? ANYWHERE_FACTOR : 1)
}
