import type { KeyPart } from './key-of.ts'

const NAME = /([^=]+)=/y
const QUOTED = /"(?:[^"\\]|\\.)*"/y
const PLAIN = /[^,"]*/y

/**
 * The fields of a key as `keyText` writes it, each with its value as it is shown there; none for `*`, and undefined for what
 * is no such text.
 */
export function readKeyText(text: string): KeyPart[] | undefined {
  if (text === '*') return []
  const parts: KeyPart[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    at += found?.[0].length ?? 0
    return found
  }
  for (;;) {
    const name = take(NAME)?.[1]
    if (name === undefined) return undefined
    const quoted = take(QUOTED)?.[0]
    const value = quoted === undefined ? (take(PLAIN)?.[0] ?? '') : unquoted(quoted)
    if (value === undefined) return undefined
    parts.push({ name, value })
    if (at === text.length) return parts
    if (!text.startsWith(', ', at)) return undefined
    at += 2
  }
}

function unquoted(text: string): string | undefined {
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Whether a value of a key is shown as it is, or cut or changed and followed by a digest. */
export function isWhole(value: string): boolean {
  return !/~[0-9a-f]{12}$/.test(value)
}
