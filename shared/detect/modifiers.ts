import { RuleFault } from './fault.ts'

/** What kind of comparison a key asks for; `equals` when no modifier says otherwise. */
export type Comparison =
  | 'equals'
  | 'contains'
  | 'startswith'
  | 'endswith'
  | 're'
  | 'cidr'
  | 'exists'
  | 'fieldref'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'

/** A detection key taken apart: `field|modifier|modifier`. An empty field stands for the whole record. */
export type Key = {
  /** The key as the rule has it, for messages. */
  text: string
  field: string
  comparison: Comparison
  all: boolean
  cased: boolean
  neq: boolean
  /** The sub-modifiers of `re`: some of `i`, `m`, `s`. */
  regexFlags: ReadonlySet<string>
}

const COMPARISONS: ReadonlySet<string> = new Set([
  'contains',
  'startswith',
  'endswith',
  're',
  'cidr',
  'exists',
  'fieldref',
  'gt',
  'gte',
  'lt',
  'lte',
] satisfies Comparison[])
const SWITCHES: ReadonlySet<string> = new Set(['all', 'cased', 'neq'])
const REGEX_FLAGS: ReadonlySet<string> = new Set(['i', 'm', 's'])
const CASE_MATTERS: ReadonlySet<Comparison> = new Set(['equals', 'contains', 'startswith', 'endswith', 'fieldref'])
const ON_WHOLE_RECORD: ReadonlySet<Comparison> = new Set(['equals', 'contains', 're'])

/** Takes a key apart (Sigma modifiers appendix 2.1). Throws `RuleFault` naming a modifier that this version can't do. */
export function parseKey(text: string): Key {
  const [field = '', ...modifiers] = text.split('|')
  const key: Key = {
    text,
    field,
    comparison: modifiers.filter(isComparison)[0] ?? 'equals',
    all: modifiers.includes('all'),
    cased: modifiers.includes('cased'),
    neq: modifiers.includes('neq'),
    regexFlags: new Set(modifiers.filter((modifier) => REGEX_FLAGS.has(modifier))),
  }
  for (const modifier of modifiers) refuseUnknown(text, modifier)
  refuseCombination(key, modifiers)
  return key
}

function isComparison(modifier: string): modifier is Comparison {
  return COMPARISONS.has(modifier)
}

function refuseUnknown(text: string, modifier: string): void {
  if (modifier === 'expand')
    throw new RuleFault(
      `"${text}" has a placeholder (modifier "expand")`,
      'write the values in place of the placeholder',
    )
  if (isComparison(modifier) || SWITCHES.has(modifier) || REGEX_FLAGS.has(modifier)) return
  throw new RuleFault(
    `"${text}" has the modifier "${modifier}", which is unknown here`,
    `use one of ${[...COMPARISONS, ...SWITCHES].join(', ')}`,
  )
}

function refuseCombination(key: Key, modifiers: readonly string[]): void {
  const comparisons = modifiers.filter(isComparison)
  if (comparisons.length > 1)
    throw new RuleFault(`"${key.text}" combines ${comparisons.join(' and ')}`, 'keep one of them in each key')
  if (key.regexFlags.size > 0 && key.comparison !== 're')
    throw new RuleFault(`"${key.text}" has a regular expression's flag without "re"`, 'write "|re" before the flag')
  if (key.cased && !CASE_MATTERS.has(key.comparison))
    throw new RuleFault(`"${key.text}" combines cased and ${key.comparison}`, 'leave "cased" out')
  if (key.field === '' && (!ON_WHOLE_RECORD.has(key.comparison) || key.neq))
    throw new RuleFault(
      `"${key.text}" has no field name, but ${key.neq ? 'neq' : key.comparison} needs one`,
      'name the field before the first "|"',
    )
}
