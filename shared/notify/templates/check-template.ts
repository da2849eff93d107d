import { GROUP_LABEL, isUrlName, LABEL, LISTS, type Scope, VALUES } from './names.ts'
import { isSection, parseTokens, type Token } from './parse-tokens.ts'
import type { Template } from './template.ts'

const LONGEST_SOURCE = 20_000
const DEEPEST = 8
/** What Alertmanager's templates look like: `{{ .Labels }}`, `{{ range … }}`, `{{- end }}`, `{{ $x }}`. */
const GO_TEMPLATE =
  /\{\{-?\s*(?:\.|\$|-|(?:template|range|if|with|end|define|else|block|toUpper|join)\b(?!\s*\}\}))|-\}\}/
const GO_REASON =
  "is a Go template, as Alertmanager's are; templates are Mustache here: {{alertname}}, {{labels.NAME}}, {{#alerts}}{{summary}}{{/alerts}}"

type Checking = { partials: Template['partials']; html: boolean; within: readonly string[]; depth: number }

/** Tells where a fault is, and what; the message is that of the fault. */
class Fault extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/**
 * The first fault of a template, with its line; undefined when it can be used. A template that passes gives a text for
 * every notice: each name is known, each section closed, nothing is put in unescaped.
 * @param html whether what comes of it is read as HTML: then only addresses of ours may stand within a tag
 */
export function checkTemplate(template: Template, { html }: { html: boolean }): string | undefined {
  const checking = { partials: template.partials, html, within: [], depth: 0 }
  return faultOf(template.source, ['notice'], checking)
}

function faultOf(source: string, scopes: readonly Scope[], checking: Checking): string | undefined {
  if (source.length > LONGEST_SOURCE) return `is longer than ${LONGEST_SOURCE} characters`
  try {
    refuseGo(source)
    check(parse(source), source, scopes, checking)
    return undefined
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return `line ${source.slice(0, error.at).split('\n').length}: ${error.message}`
  }
}

function refuseGo(source: string): void {
  const found = GO_TEMPLATE.exec(source)
  if (found !== null) throw new Fault(found.index, GO_REASON)
  const triple = source.indexOf('{{{')
  if (triple !== -1) throw new Fault(triple, '{{{ puts values in unescaped, which is not allowed; take {{')
}

function parse(source: string): readonly Token[] {
  try {
    return parseTokens(source)
  } catch (error) {
    const [, what, at] = /^(.*) at (\d+)$/s.exec((error as Error).message) ?? []
    throw new Fault(Number(at ?? 0), what ?? 'is no Mustache template')
  }
}

function check(tokens: readonly Token[], source: string, scopes: readonly Scope[], checking: Checking): void {
  if (checking.depth > DEEPEST) throw new Fault(tokens[0]?.[2] ?? 0, `sections are nested more than ${DEEPEST} deep`)
  for (const token of tokens) {
    const [type, name, at] = token
    if (type === '=') throw new Fault(at, 'other delimiters than {{ and }} are not allowed')
    if (type === '&') throw new Fault(at, '{{& puts values in unescaped, which is not allowed; take {{')
    if (type === '>') checkPartial(name, at, source, scopes, checking)
    if (type === 'name') checkName(name, at, source, scopes, checking)
    if (isSection(token)) {
      // What comes again after it would stand within that tag.
      if (checking.html && leavesTagOpen(source.slice(token[3], token[5])))
        throw new Fault(at, `{{#${name}}} leaves an HTML tag open`)
      const inner = scopeOf(name, at, scopes)
      check(token[4], source, inner === undefined ? scopes : [...scopes, inner], {
        ...checking,
        depth: checking.depth + 1,
      })
    }
  }
}

function checkPartial(name: string, at: number, source: string, scopes: readonly Scope[], checking: Checking): void {
  if (checking.html && isWithinTag(source, at)) throw new Fault(at, `{{> ${name}}} stands within an HTML tag`)
  const partial = Object.hasOwn(checking.partials, name) ? checking.partials[name] : undefined
  if (partial === undefined)
    throw new Fault(at, `there is no template ${JSON.stringify(name)} (of the files in templates)`)
  if (checking.html && leavesTagOpen(partial)) throw new Fault(at, `{{> ${name}}} leaves an HTML tag open`)
  if (checking.within.includes(name)) throw new Fault(at, `the template ${JSON.stringify(name)} takes in itself`)
  const fault = faultOf(partial, scopes, {
    ...checking,
    within: [...checking.within, name],
    depth: checking.depth + 1,
  })
  if (fault !== undefined) throw new Fault(at, `in the template ${JSON.stringify(name)}, ${fault}`)
}

function checkName(name: string, at: number, source: string, scopes: readonly Scope[], { html }: Checking): void {
  if (scopes.some((scope) => Object.hasOwn(LISTS[scope], name)))
    throw new Fault(at, `{{${name}}} is a list: take {{#${name}}}…{{/${name}}}`)
  if (!isKnown(name, scopes)) throw new Fault(at, unknown(name, scopes))
  if (html && !isUrlName(name) && isWithinTag(source, at))
    throw new Fault(at, `{{${name}}} stands within an HTML tag, where only addresses such as {{alert_url}} may`)
}

/** The scope of a list's entries; undefined for a condition, within which nothing else is known. */
function scopeOf(name: string, at: number, scopes: readonly Scope[]): Scope | undefined {
  for (const scope of [...scopes].reverse()) {
    const entries = Object.hasOwn(LISTS[scope], name) ? LISTS[scope][name] : undefined
    if (entries !== undefined) return entries
  }
  if (!isKnown(name, scopes)) throw new Fault(at, unknown(name, scopes))
  return undefined
}

function isKnown(name: string, scopes: readonly Scope[]): boolean {
  return LABEL.test(name) || GROUP_LABEL.test(name) || scopes.some((scope) => VALUES[scope].includes(name))
}

function unknown(name: string, scopes: readonly Scope[]): string {
  const isLower = VALUES.alert.includes(name)
  const hint = isLower && !scopes.includes('alert') ? '; it is known within {{#alerts}}…{{/alerts}}' : ''
  return `there is nothing called ${JSON.stringify(name.slice(0, 100))}${hint}`
}

/** Text of the template alone decides, values hold no `<`. */
function isWithinTag(source: string, at: number): boolean {
  return leavesTagOpen(source.slice(0, at))
}

const WHOLE_COMMENT = /<!--.*?-->/gs
const WHOLE_TAG = /<[a-zA-Z/!](?:"[^"]*"|'[^']*'|[^"'>])*>/g

function leavesTagOpen(text: string): boolean {
  return /<[a-zA-Z/!]/.test(text.replace(WHOLE_COMMENT, '').replace(WHOLE_TAG, ''))
}
