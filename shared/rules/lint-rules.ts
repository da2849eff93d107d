import type { DocumentPath } from '../detect/fault.ts'
import { isFilter } from '../detect/parse-filter.ts'
import type { RuleDocument } from '../detect/parse-rules.ts'
import { isMap, isText, own, type PlainMap, textList } from '../detect/plain.ts'
import { lintLogSources } from './lint-log-sources.ts'

/** Something a rule can do without, and its reader can't: the rule loads all the same. */
export type Warning = { file: string; line?: number; rule: string; problem: string }

/** A document to warn of. */
export type Linted = { document: RuleDocument; doc: PlainMap }

const OLD_DATE = /^(\d{4})\/(\d{2})\/(\d{2})$/

/** Warnings on rule documents, whatever else may be wrong with them; none on those set aside. */
export function lintRules(documents: readonly RuleDocument[]): Warning[] {
  const linted = documents.flatMap((document) =>
    isMap(document.doc) && document.setAside === undefined ? [{ document, doc: document.doc }] : [],
  )
  return [...linted.flatMap(lintDocument), ...lintTitles(linted), ...lintLogSources(linted)]
}

/** The warning as one line. */
export function warningLine({ file, line, rule, problem }: Warning): string {
  return `${line === undefined ? file : `${file}:${line}`}: "${rule}": ${problem}`
}

export function warn({ document, doc }: Linted, path: DocumentPath, problem: string): Warning {
  const name = [own(doc, 'title'), own(doc, 'id'), own(doc, 'name')].find(isText) ?? '(untitled)'
  const line = document.lineOf?.(path)
  return { file: document.file, ...(line !== undefined && { line }), rule: name, problem }
}

function lintDocument(linted: Linted): Warning[] {
  const { doc } = linted
  const lacks = (key: string): boolean => !isText(own(doc, key))
  const warnings: Warning[] = []
  if (lacks('id'))
    warnings.push(
      warn(linted, [], 'it has no id: alerts and statistics know it by its name or title, until that changes'),
    )
  if (lacks('level') && !isFilter(doc)) warnings.push(warn(linted, [], 'it has no level and counts as medium'))
  if (lacks('description'))
    warnings.push(warn(linted, [], 'it has no description: whoever gets its alert is left alone with the title'))
  return [...warnings, ...lintOldForms(linted)]
}

/** What Sigma's version 2 says otherwise, or its authors no longer stand by. */
function lintOldForms(linted: Linted): Warning[] {
  const { doc } = linted
  const warnings: Warning[] = []
  if (own(doc, 'status') === 'deprecated')
    warnings.push(warn(linted, ['status'], 'its status is "deprecated": another rule has taken its place'))
  for (const key of ['date', 'modified']) {
    const date = OLD_DATE.exec(String(own(doc, key)))
    if (date !== null)
      warnings.push(warn(linted, [key], `"${key}" is of the old form: write ${date.slice(1).join('-')}`))
  }
  const tags = textList(own(doc, 'tags') ?? []) ?? []
  for (const tag of tags.filter((one) => /^attack\.[a-z]+_/.test(one)))
    warnings.push(warn(linted, ['tags'], `the tag "${tag}" is of the old form: write "${tag.replaceAll('_', '-')}"`))
  return warnings
}

function lintTitles(all: readonly Linted[]): Warning[] {
  const first = new Map<string, string>()
  return all.flatMap((linted) => {
    const title = own(linted.doc, 'title')
    if (!isText(title)) return []
    const other = first.get(title)
    if (other !== undefined)
      return [warn(linted, ['title'], `${other} has a rule of the same title: people can't tell their alerts apart`)]
    first.set(title, linted.document.file)
    return []
  })
}
