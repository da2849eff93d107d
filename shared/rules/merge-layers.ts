import type { RuleDocument } from '../detect/parse-rules.ts'
import { idOf } from './id-of.ts'

export const ORIGINS = ['pack', 'folder', 'database'] as const
export type Origin = (typeof ORIGINS)[number]

/** A document, where it came from, and what it is known by: its id, else its name, else its title. */
export type Sourced = { document: RuleDocument; origin: Origin; id: string | undefined }

/** `by` took the place of the rule of the same id that `origin` has. */
export type Replaced = { id: string; origin: Origin; by: Origin }

/**
 * Puts the documents of every origin into one list, in which a later origin's takes the place of those of the same id.
 * Several of one id within one origin all stay: which is meant nobody knows, and the reader of rules says so.
 */
export function mergeLayers(layers: Readonly<Record<Origin, readonly RuleDocument[]>>): {
  merged: Sourced[]
  replaced: Replaced[]
} {
  let merged: Sourced[] = []
  const replaced: Replaced[] = []
  for (const origin of ORIGINS) {
    const layer = layers[origin].map((document) => ({ document, origin, id: idIfUsed(document) }))
    const ids = new Set(layer.flatMap(({ id }) => id ?? []))
    const isReplaced = ({ id }: Sourced): boolean => id !== undefined && ids.has(id)
    for (const old of merged.filter(isReplaced)) replaced.push({ id: old.id!, origin: old.origin, by: origin })
    merged = [...merged.filter((old) => !isReplaced(old)), ...layer]
  }
  return { merged, replaced }
}

/** What its authors set aside takes nobody's place. */
function idIfUsed({ doc, setAside }: RuleDocument): string | undefined {
  return setAside === undefined ? idOf(doc) : undefined
}
