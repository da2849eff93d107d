import type { Json } from '../events/audit-event.ts'

/** Text still to be written, or a value still to be turned into text. */
type Piece = { text: string } | { value: Json }

/**
 * A value as compact JSON, the same text `JSON.stringify` gives. Written without recursion, because a hostile record
 * nested thousands deep would overflow the stack of the built-in one.
 */
export function jsonText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  let out = ''
  const todo: Piece[] = [{ value }]
  for (let piece = todo.pop(); piece !== undefined; piece = todo.pop()) {
    if ('text' in piece) out += piece.text
    else if (typeof piece.value !== 'object' || piece.value === null) out += JSON.stringify(piece.value)
    else pushParts(todo, piece.value)
  }
  return out
}

/** Pushes an array's or object's parts last first, as the last pushed is written first. */
function pushParts(todo: Piece[], container: Json[] | { [key: string]: Json }): void {
  const isArray = Array.isArray(container)
  const entries = Object.entries(container)
  todo.push({ text: isArray ? ']' : '}' })
  for (let i = entries.length - 1; i >= 0; i--) {
    const [key, value] = entries[i]!
    todo.push({ value }, { text: (i > 0 ? ',' : '') + (isArray ? '' : `${JSON.stringify(key)}:`) })
  }
  todo.push({ text: isArray ? '[' : '{' })
}
