import { escapeText, plainText } from './pattern.ts'
import { isMap, own } from './plain.ts'
import { keyValue } from './present.ts'

const CASED = '|cased'

/**
 * The Sigma selection that meets just one value of a field of a rule's key: letter by letter, no wildcards.
 * @param doc the rule's document, as far as it is known: a correlation may call the field differently in each of its rules
 */
export function entitySelection(field: string, value: string, doc?: unknown): unknown {
  const maps = namesOf(field, doc).map((name) => ({ [`${name}${CASED}`]: escapeText(value) }))
  return maps.length === 1 ? maps[0] : maps
}

function namesOf(field: string, doc: unknown): string[] {
  const correlation = isMap(doc) ? own(doc, 'correlation') : undefined
  const aliases = isMap(correlation) ? own(correlation, 'aliases') : undefined
  const byRule = isMap(aliases) ? own(aliases, field) : undefined
  const names = isMap(byRule) ? Object.values(byRule).filter((name) => typeof name === 'string') : []
  return names.length === 0 ? [field] : [...new Set(names)]
}

/** The entity that such a selection is about, as `field=value`; undefined for another selection. */
export function entityOf(selection: unknown): string | undefined {
  const maps: unknown[] = Array.isArray(selection) ? selection : [selection]
  const entities = maps.map(entityOfMap)
  return entities.length === 0 || entities.includes(undefined) ? undefined : entities.join(' or ')
}

function entityOfMap(map: unknown): string | undefined {
  const entries = isMap(map) ? Object.entries(map) : []
  const [name, value] = entries[0] ?? []
  if (entries.length !== 1 || name === undefined || !name.endsWith(CASED) || typeof value !== 'string') return undefined
  const text = plainText(value)
  return text === undefined ? undefined : `${name.slice(0, -CASED.length)}=${keyValue(text)}`
}
