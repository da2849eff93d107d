import type { CST } from 'yaml'

const MAX_DEPTH = 100

/**
 * Whether a parsed text is nested more deeply than anybody writes. To be asked before it is composed: that recurses, and
 * some thousand levels end the process.
 */
export function isTooDeep(tokens: readonly CST.Token[]): boolean {
  const open: [unknown, number][] = tokens.map((token) => [token, 0])
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [token, depth] = next
    if (depth > MAX_DEPTH) return true
    for (const part of partsOf(token)) open.push([part, depth + 1])
  }
  return false
}

function partsOf(token: unknown): unknown[] {
  if (typeof token !== 'object' || token === null) return []
  const { items, value } = token as { items?: unknown; value?: unknown }
  const parts = Array.isArray(items)
    ? items.flatMap((item: { key?: unknown; value?: unknown }) => [item.key, item.value])
    : []
  return [...parts, value]
}
