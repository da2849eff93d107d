import { isMap, isText, own } from '../detect/plain.ts'

/** What a rule document is known by, as `RuleInfo` has it: its id, else its name, else its title. */
export function idOf(doc: unknown): string | undefined {
  return isMap(doc) ? [own(doc, 'id'), own(doc, 'name'), own(doc, 'title')].find(isText)?.trim() : undefined
}
