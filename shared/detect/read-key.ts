import { RuleFault } from './fault.ts'
import { BASE64, COMPARISONS, type Comparison, type Key, parseKey, REGEX_FLAGS, UTF16 } from './modifiers.ts'
import { isTimePart } from './time-part.ts'

const ON_TEXT: ReadonlySet<Comparison> = new Set(['equals', 'contains', 'startswith', 'endswith'])
const ON_WHOLE_RECORD: ReadonlySet<Comparison> = new Set(['equals', 'contains', 're'])
const ON_NUMBER: ReadonlySet<Comparison> = new Set(['equals', 'gt', 'gte', 'lt', 'lte'])
const ENCODINGS: readonly string[] = [...UTF16, ...BASE64]

/** Takes a key apart and refuses what its modifiers can't mean together. Throws `RuleFault` saying what and how to mend. */
export function readKey(text: string): Key {
  const { key, modifiers } = parseKey(text)
  refuseTwo(key, modifiers)
  refuseStray(key)
  refuseOrder(key, modifiers)
  if (key.field === '') refuseWithoutField(key)
  return key
}

/** Modifiers of one family say different things of the same. */
function refuseTwo(key: Key, modifiers: readonly string[]): void {
  const twice = modifiers.find((modifier, i) => modifiers.indexOf(modifier) !== i)
  if (twice !== undefined) throw new RuleFault(`"${key.text}" has "${twice}" twice`, 'keep one of them')
  const families: ((modifier: string) => boolean)[] = [
    (modifier) => COMPARISONS.some((one) => one === modifier),
    (modifier) => UTF16.some((one) => one === modifier),
    (modifier) => BASE64.some((one) => one === modifier),
    isTimePart,
  ]
  for (const isOf of families) {
    const found = modifiers.filter(isOf)
    if (found.length > 1)
      throw new RuleFault(`"${key.text}" combines ${found.join(' and ')}`, 'keep one of them in each key')
  }
}

/** Modifiers that mean nothing to the comparison. */
function refuseStray(key: Key): void {
  const { comparison } = key
  if (key.regexFlags.size > 0 && comparison !== 're')
    throw new RuleFault(`"${key.text}" has a regular expression's flag without "re"`, 'write "|re" before the flag')
  const onText: [boolean, string][] = [
    [key.cased, 'cased'],
    [key.windash, 'windash'],
    [key.fieldref, 'fieldref'],
    [key.utf16 !== undefined, key.utf16 ?? ''],
    [key.base64 !== undefined, key.base64 ?? ''],
  ]
  const used = onText.filter(([is]) => is).map(([, name]) => name)
  if (used.length > 0 && (!ON_TEXT.has(comparison) || key.timePart !== undefined))
    throw combined(key, used[0]!, key.timePart ?? comparison)
  const changed = used.filter((name) => name !== 'cased' && name !== 'fieldref')
  if (key.fieldref && (changed.length > 0 || key.expand)) throw combined(key, changed[0] ?? 'expand', 'fieldref')
  if (key.timePart !== undefined && !ON_NUMBER.has(comparison)) throw combined(key, comparison, key.timePart)
  if (key.neq && comparison === 'exists') throw combined(key, 'neq', 'exists')
  if (key.expand && (comparison === 'exists' || key.timePart !== undefined || isOrder(comparison)))
    throw combined(key, 'expand', key.timePart ?? comparison)
}

function isOrder(comparison: Comparison): boolean {
  return comparison !== 'equals' && ON_NUMBER.has(comparison)
}

function combined(key: Key, stray: string, other: string): RuleFault {
  return new RuleFault(`"${key.text}" combines ${stray} and ${other}`, `leave "${stray}" out`)
}

/** What changes the value goes in the order in which it is done: placeholders, dashes, UTF-16, Base64, the comparison. */
function refuseOrder(key: Key, modifiers: readonly string[]): void {
  const at = (wanted: (modifier: string) => boolean): number => modifiers.findIndex(wanted)
  const order: [first: (modifier: string) => boolean, then: (modifier: string) => boolean][] = [
    [is('expand', 'windash'), isEncoding],
    [(modifier) => UTF16.some((one) => one === modifier), (modifier) => BASE64.some((one) => one === modifier)],
    [isEncoding, is('contains', 'startswith', 'endswith')],
    [is('re'), (modifier) => REGEX_FLAGS.some((one) => one === modifier)],
    [isTimePart, is('gt', 'gte', 'lt', 'lte')],
  ]
  for (const [first, then] of order) {
    const last = modifiers.findLastIndex(first)
    const early = at(then)
    if (early >= 0 && early < last)
      throw new RuleFault(
        `"${key.text}" has "${modifiers[early]}" before "${modifiers[last]}"`,
        `write "${modifiers[last]}" first`,
      )
  }
}

function is(...names: readonly string[]): (modifier: string) => boolean {
  return (modifier) => names.includes(modifier)
}

function isEncoding(modifier: string): boolean {
  return ENCODINGS.includes(modifier)
}

function refuseWithoutField(key: Key): void {
  const needing = key.neq
    ? 'neq'
    : key.fieldref
      ? 'fieldref'
      : (key.timePart ?? (ON_WHOLE_RECORD.has(key.comparison) ? undefined : key.comparison))
  if (needing !== undefined)
    throw new RuleFault(
      `"${key.text}" has no field name, but ${needing} needs one`,
      'name the field before the first "|"',
    )
}
