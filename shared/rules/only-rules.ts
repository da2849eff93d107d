import type { ParsedRules, Rule } from '../detect/index.ts'

/** A rule by what people may call it: detection rules and correlation rules alike. */
export type NamedRule = { id: string; title: string; name?: string | undefined; silent: boolean }

/** Every rule, those that are silent too. */
export function namedRules({ rules, correlations }: ParsedRules): NamedRule[] {
  return [...rules.map(namedRule), ...correlations.map(({ id, title, name, silent }) => ({ id, title, name, silent }))]
}

function namedRule({ info: { id, title }, name, silent }: Rule): NamedRule {
  return { id, title, name, silent }
}

/** The rules of an id, else of a name, else of a title. */
export function rulesCalled(reference: string, all: readonly NamedRule[]): NamedRule[] {
  const forms = [({ id }: NamedRule) => id, ({ name }: NamedRule) => name, ({ title }: NamedRule) => title]
  return forms.map((form) => all.filter((rule) => form(rule) === reference)).find((found) => found.length > 0) ?? []
}

/** Some rules with all that they are built upon. They alert and are in force, whatever others and their stage say. */
export function onlyRules({ rules, correlations }: ParsedRules, ids: readonly string[]): ParsedRules {
  const byId = new Map(correlations.map((one) => [one.id, one]))
  const needed = new Set<string>()
  const visit = (id: string): void => {
    if (needed.has(id)) return
    needed.add(id)
    for (const below of byId.get(id)?.rules ?? []) visit(below)
  }
  for (const id of ids) visit(id)
  return {
    rules: rules
      .filter(({ info }) => needed.has(info.id))
      .map((rule) => ({ ...rule, info: { ...rule.info, stage: 'live' }, silent: !ids.includes(rule.info.id) })),
    correlations: correlations
      .filter(({ id }) => needed.has(id))
      .map((one) => ({ ...one, stage: 'live', silent: !ids.includes(one.id) })),
  }
}
