import { createHash } from 'node:crypto'
import type { Json } from '../events/audit-event.ts'
import { LEVELS, type Level } from '../events/catalogue.ts'
import { RuleFault } from './fault.ts'
import { jsonText } from './json-text.ts'
import { isMap, isText, own, type PlainMap, textList } from './plain.ts'
import type { RuleInfo, Stage } from './rule.ts'

const DEFAULT_LEVEL: Level = 'medium'
const VERSION_DIGITS = 12
const MAX_DEPTH = 64

/**
 * Reads what is shown of a rule. Level is optional in Sigma: a rule without one is `medium`. Throws `RuleFault` when
 * the title is missing or a part is of the wrong kind.
 */
export function parseInfo(doc: PlainMap, stage: Stage): RuleInfo {
  const title = text(doc, 'title')
  if (title === undefined) throw new RuleFault('there is no title', 'add "title: ..."')
  const info: RuleInfo = {
    id: text(doc, 'id') ?? text(doc, 'name') ?? title,
    title,
    level: parseLevel(own(doc, 'level')),
    tags: texts(doc, 'tags') ?? [],
    version: versionOf(doc),
    stage,
  }
  const description = text(doc, 'description')
  const author = text(doc, 'author')
  const falsepositives = texts(doc, 'falsepositives')
  if (description !== undefined) info.description = description
  if (author !== undefined) info.author = author
  if (falsepositives !== undefined) info.falsepositives = falsepositives
  return info
}

/** An optional text of a document; an empty one counts as absent. Throws `RuleFault` for another kind of value. */
export function text(doc: PlainMap, key: string): string | undefined {
  const value = own(doc, key)
  if (value === undefined || value === null || value === '') return undefined
  if (!isText(value))
    throw new RuleFault(`"${key}" is not a text`, `write "${key}" as a text, in quotes if need be`, [key])
  return value.trim()
}

function texts(doc: PlainMap, key: string): string[] | undefined {
  const value = own(doc, key)
  if (value === undefined || value === null || value === '') return undefined
  const list = textList(value)
  if (list === undefined)
    throw new RuleFault(`"${key}" is not a list of texts`, `write "${key}" as a list of texts`, [key])
  return list
}

function parseLevel(value: unknown): Level {
  if (value === undefined || value === null) return DEFAULT_LEVEL
  const level = LEVELS.find((known) => known === value)
  if (level === undefined)
    throw new RuleFault(`the level is ${JSON.stringify(value)}`, `use one of ${LEVELS.join(', ')}`, ['level'])
  return level
}

/** The first digits of a hash of the document, whatever the order of its keys. */
export function versionOf(doc: PlainMap): string {
  return createHash('sha256')
    .update(jsonText(canonical(doc)))
    .digest('hex')
    .slice(0, VERSION_DIGITS)
}

function canonical(value: unknown, depth = 0): Json {
  if (depth > MAX_DEPTH) throw new RuleFault('the document is nested too deep', 'write it flatter')
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map((one) => canonical(one, depth + 1))
  if (isMap(value))
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, canonical(value[key], depth + 1)]),
    )
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
