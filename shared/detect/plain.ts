/** A mapping of a parsed document. Its keys come from outside: read them with `own`. */
export type PlainMap = Record<string, unknown>

export function isMap(value: unknown): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of an own key; undefined for an absent one, whatever prototypes offer under that name. */
export function own(map: PlainMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

/** The value as a list of non-empty texts, a lone text being a list of one; undefined when it is neither. */
export function textList(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : [value]
  return list.every(isText) ? list : undefined
}
