import { RuleFault } from './fault.ts'
import type { Key } from './modifiers.ts'

/** The values of `%name%` placeholders by name. They are Sigma texts: their `*` and `?` are wildcards. */
export type Placeholders = Readonly<Record<string, readonly string[]>>

/** Several placeholders in one text multiply. */
const MOST_VALUES = 10_000
const PLACEHOLDER = /(?<!\\)%([^%\s]+)%/

/**
 * A text with each `%name%` replaced by each of its values; `\%` is a plain one. A placeholder with an empty list of
 * values leaves no text, so that nothing meets it. Throws `RuleFault` naming a placeholder that has no values given.
 */
export function expandPlaceholders(key: Key, value: unknown, placeholders: Placeholders): string[] {
  if (typeof value !== 'string') throw new RuleFault(`"${key.text}" has a value that is no text`, 'write "%name%"')
  const parts = value.split(PLACEHOLDER)
  let texts = ['']
  for (const [i, part] of parts.entries()) {
    const choices = i % 2 === 0 ? [part.replaceAll('\\%', '%')] : valuesOf(key, part, placeholders)
    if (texts.length * choices.length > MOST_VALUES)
      throw new RuleFault(
        `"${key.text}" expands to more than ${MOST_VALUES} values`,
        'use fewer placeholders in one text',
      )
    texts = texts.flatMap((text) => choices.map((choice) => text + choice))
  }
  return texts
}

function valuesOf(key: Key, name: string, placeholders: Placeholders): readonly string[] {
  if (Object.hasOwn(placeholders, name)) return placeholders[name]!
  throw new RuleFault(
    `"${key.text}" has the placeholder "%${name}%", which has no values`,
    `write "${name}: [VALUE, …]" into the file that AUDITFLOW_PLACEHOLDERS or --placeholders names`,
  )
}
