import { parseDuration } from './duration.ts'
import { RuleFault, within } from './fault.ts'
import { parseFieldPath } from './field-path.ts'
import { parseBounds } from './parse-bounds.ts'
import { parseCustom } from './parse-custom.ts'
import { parseInfo, text } from './parse-info.ts'
import type { Placeholders } from './placeholders.ts'
import { isMap, isText, own, type PlainMap, textList } from './plain.ts'
import { CORRELATION_TYPES, type Correlation, type CorrelationType } from './rule.ts'

/** An alias as written: field names by the referred rules' names. */
export type AliasesAsWritten = ReadonlyMap<string, ReadonlyMap<string, string>>

/** A correlation whose references and aliases are still as written. */
export type Unlinked = { correlation: Correlation; aliases: AliasesAsWritten }

const MOST_RULES = 100
const KEYS = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate', 'timeframe']

/**
 * Reads one correlation rule (Sigma correlation rules specification 2.1, and AuditFlow's own types). Throws `RuleFault`
 * for the first thing wrong with it.
 */
export function parseCorrelation(doc: PlainMap, placeholders: Placeholders): Unlinked {
  const { stage, exceptions, latenessMs, life } = within(['auditflow'], () => parseCustom(doc, placeholders))
  const info = { ...parseInfo(doc, stage), ...life }
  const body = own(doc, 'correlation')
  if (!isMap(body))
    throw new RuleFault('"correlation" is no map', 'give it type, rules, group-by, timespan and condition')
  const unknown = Object.keys(body).find((key) => !KEYS.includes(key))
  if (unknown !== undefined)
    throw new RuleFault(`the correlation has the unknown key "${unknown}"`, `use ${KEYS.slice(0, -1).join(', ')}`, [
      'correlation',
      unknown,
    ])
  const at = <T>(key: string, read: (value: unknown) => T): T =>
    within(['correlation', key], () => read(own(body, key)))
  const type = at('type', () => parseType(body))
  const rules = at('rules', () => references(type, body))
  const name = text(doc, 'name')
  const correlation = {
    ...info,
    ...(name !== undefined && { name }),
    type,
    rules,
    titles: rules,
    groupBy: at('group-by', () => fieldList(body, 'group-by')).map((field) => ({ path: parseFieldPath(field) })),
    timespanMs: at('timespan', (value) => parseDuration('timespan', value)),
    ...at('condition', (value) => parseBounds(type, value, rules.length)),
    ...(latenessMs !== undefined && { latenessMs }),
    exceptions,
    silent: false,
  }
  return { correlation, aliases: at('aliases', parseAliases) }
}

/** What a correlation document refers to, as far as that can be read of a faulty one; none for another document. */
export function referred(doc: PlainMap): { rules: readonly string[]; generate: boolean } {
  const body = own(doc, 'correlation')
  if (!isMap(body)) return { rules: [], generate: false }
  const generate = own(doc, 'generate') === true || own(body, 'generate') === true
  return { rules: textList(own(body, 'rules')) ?? [], generate }
}

function parseType(body: PlainMap): CorrelationType {
  const type = own(body, 'type')
  const known = CORRELATION_TYPES.find((one) => one === type)
  if (known !== undefined) return known
  throw new RuleFault(
    `the correlation type ${JSON.stringify(type)} is unknown`,
    `use one of ${CORRELATION_TYPES.join(', ')}`,
  )
}

function references(type: CorrelationType, body: PlainMap): string[] {
  const rules = textList(own(body, 'rules'))
  if (rules === undefined || rules.length === 0)
    throw new RuleFault('the correlation refers to no rules', 'list ids or names of rules as "rules"')
  if (rules.length > MOST_RULES)
    throw new RuleFault(`the correlation refers to ${rules.length} rules`, `refer to ${MOST_RULES} at most`)
  if (type === 'absence' && rules.length > 2)
    throw new RuleFault(
      'an absence refers to more than two rules',
      'list the rule that comes first and the one that must follow it',
    )
  if ((type === 'temporal' || type === 'temporal_ordered') && rules.length < 2)
    throw new RuleFault(`a correlation of type ${type} refers to one rule`, 'list the rules that come together')
  return rules
}

function fieldList(body: PlainMap, key: string): string[] {
  const value = own(body, key)
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return []
  const fields = textList(value)
  if (fields === undefined)
    throw new RuleFault(`"${key}" is no list of field names`, `write "${key}" as a list of texts`)
  return fields
}

function parseAliases(value: unknown): AliasesAsWritten {
  if (value === undefined || value === null) return new Map()
  if (!isMap(value)) throw new RuleFault('"aliases" is no map', 'write "aliases: { ALIAS: { RULE: FIELD } }"')
  return new Map(
    Object.entries(value).map(([alias, fields]) => {
      const entries = isMap(fields) ? Object.entries(fields) : []
      if (entries.length === 0 || !entries.every(([, field]) => isText(field)))
        throw new RuleFault(
          `the alias "${alias}" is no map of rule names to field names`,
          `write "${alias}: { RULE: FIELD }"`,
        )
      return [alias, new Map(entries.map(([rule, field]) => [rule, String(field)]))]
    }),
  )
}
