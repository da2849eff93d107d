import { isSection, parseTokens, type Token } from './parse-tokens.ts'
import type { Template } from './template.ts'

/** A text of ours, that holds nothing of an event: a level, a time, a link. */
export class Own {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** What templates name. A `string` comes from an event or from a person: it is escaped as such. */
export type View = Readonly<Record<string, string | boolean | Own | readonly View[]>>

/** How a format takes texts in. */
export type Markup = {
  /** A text that anybody may have written: shows as it is, and does nothing. */
  value(text: string): string
  /** A text of ours. */
  own(text: string): string
}

const MOST_STEPS = 50_000

/**
 * What comes of a template that `checkTemplate` has passed.
 * @param longest in UTF-16 units
 * @returns undefined when it would be longer
 */
export function renderTemplate(template: Template, view: View, markup: Markup, longest: number): string | undefined {
  let text = ''
  let steps = 0
  const walk = (tokens: readonly Token[], scopes: readonly View[]): boolean => {
    for (const token of tokens) {
      steps += 1
      if (steps > MOST_STEPS || text.length > longest) return false
      if (isSection(token)) {
        for (const inner of innerScopes(token, scopes)) if (!walk(token[4], inner)) return false
      } else if (token[0] === '>') {
        if (!walk(parseTokens(template.partials[token[1]] ?? ''), scopes)) return false
      } else text += textOf(token, scopes, markup)
    }
    return text.length <= longest
  }
  return walk(parseTokens(template.source), [view]) ? text : undefined
}

function textOf([type, name]: Token, scopes: readonly View[], markup: Markup): string {
  if (type === 'text') return name
  if (type !== 'name') return ''
  const value = lookUp(name, scopes)
  if (value instanceof Own) return markup.own(value.text)
  return typeof value === 'string' ? markup.value(value) : ''
}

/** For each time that a section is to be gone through, what is known in it. */
function innerScopes([type, name]: Token, scopes: readonly View[]): (readonly View[])[] {
  const value = lookUp(name, scopes)
  const isThere = Array.isArray(value) ? value.length > 0 : value instanceof Own ? value.text !== '' : Boolean(value)
  if (type === '^') return isThere ? [] : [scopes]
  if (!isThere) return []
  return Array.isArray(value) ? (value as readonly View[]).map((entry) => [...scopes, entry]) : [scopes]
}

function lookUp(name: string, scopes: readonly View[]): View[string] | undefined {
  const scope = scopes.findLast((one) => Object.hasOwn(one, name))
  return scope?.[name]
}
