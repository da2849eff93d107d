import { RuleFault } from './fault.ts'
import { isTimePart, TIME_PARTS, type TimePart } from './time-part.ts'

/** What kind of comparison a key asks for; `equals` when no modifier says otherwise. */
export type Comparison = 'equals' | (typeof COMPARISONS)[number]

/** How a text is turned into bytes before it is compared or encoded. */
export type Utf16 = (typeof UTF16)[number]

export type Base64 = (typeof BASE64)[number]

/** A detection key taken apart: `field|modifier|modifier`. An empty field stands for the whole record. */
export type Key = {
  /** The key as the rule has it, for messages. */
  text: string
  field: string
  comparison: Comparison
  all: boolean
  cased: boolean
  neq: boolean
  /** The value names another field, whose value is compared. */
  fieldref: boolean
  /** The value holds placeholders. */
  expand: boolean
  /** Every dash of the value stands for any of them. */
  windash: boolean
  /** The sub-modifiers of `re`: some of `i`, `m`, `s`. */
  regexFlags: ReadonlySet<string>
  utf16?: Utf16
  base64?: Base64
  /** The part of a point in time that is compared. */
  timePart?: TimePart
}

export const COMPARISONS = [
  'contains',
  'startswith',
  'endswith',
  're',
  'cidr',
  'exists',
  'gt',
  'gte',
  'lt',
  'lte',
] as const
export const SWITCHES = ['all', 'cased', 'neq', 'fieldref', 'expand', 'windash'] as const
export const REGEX_FLAGS = ['i', 'm', 's'] as const
export const UTF16 = ['utf16', 'utf16le', 'utf16be', 'wide'] as const
export const BASE64 = ['base64', 'base64offset'] as const

/** Takes a key apart (Sigma modifiers appendix 2.1). Throws `RuleFault` for an unknown modifier; see `refuseMisuse`. */
export function parseKey(text: string): { key: Key; modifiers: readonly string[] } {
  const [field = '', ...modifiers] = text.split('|')
  for (const modifier of modifiers) refuseUnknown(text, modifier)
  const has = (modifier: string): boolean => modifiers.includes(modifier)
  const utf16 = UTF16.find(has)
  const base64 = BASE64.find(has)
  const timePart = modifiers.find(isTimePart)
  const key: Key = {
    text,
    field,
    comparison: COMPARISONS.find(has) ?? 'equals',
    all: has('all'),
    cased: has('cased'),
    neq: has('neq'),
    fieldref: has('fieldref'),
    expand: has('expand'),
    windash: has('windash'),
    regexFlags: new Set(REGEX_FLAGS.filter(has)),
    ...(utf16 !== undefined && { utf16 }),
    ...(base64 !== undefined && { base64 }),
    ...(timePart !== undefined && { timePart }),
  }
  return { key, modifiers }
}

function refuseUnknown(text: string, modifier: string): void {
  const known: readonly string[] = [...COMPARISONS, ...SWITCHES, ...UTF16, ...BASE64, ...TIME_PARTS]
  if (known.includes(modifier) || REGEX_FLAGS.some((flag) => flag === modifier)) return
  throw new RuleFault(
    `"${text}" has the modifier "${modifier}", which is unknown here`,
    `use one of ${known.join(', ')}, or i, m, s after re`,
  )
}
