import type { Fault } from '../detect/fault.ts'
import type { ParsedRules } from '../detect/index.ts'
import { isFilter } from '../detect/parse-filter.ts'
import { versionOf } from '../detect/parse-info.ts'
import { isMap, own } from '../detect/plain.ts'
import type { Origin, Sourced } from './merge-layers.ts'

/** A document that loaded. */
export type LoadedVersion = { ruleId: string; version: string; title: string; origin: Origin; doc: unknown }

/** The version of each rule and filter that loaded, with its document as it was written. */
export function versionsOf(
  merged: readonly Sourced[],
  { rules, correlations }: ParsedRules,
  faults: readonly Fault[],
): LoadedVersion[] {
  const loaded = new Map([...rules.map(({ info }) => info), ...correlations].map((info) => [info.id, info]))
  const found = new Map<string, LoadedVersion>()
  for (const { document, origin, id } of merged) {
    const { doc, file } = document
    if (id === undefined || !isMap(doc)) continue
    const title = String(own(doc, 'title'))
    const isFaulty = () => faults.some((fault) => fault.file === file && fault.rule === title)
    if (isFilter(doc) ? isFaulty() : !loaded.has(id)) continue
    const version = versionOf(doc)
    if (isFilter(doc) || loaded.get(id)?.version === version)
      found.set(`${id} ${version}`, { ruleId: id, version, title, origin, doc })
  }
  return [...found.values()]
}
