import type { Json } from '../events/audit-event.ts'

type Frame = { keys: string[] | undefined; container: Json[] | { [key: string]: Json }; next: number }

/** JSON text with sorted keys and no spaces: equal records give equal text whatever order their keys came in. */
export function canonicalJson(value: Json): string {
  return write(value, true)
}

/** What `JSON.stringify` gives, for nesting of any depth. */
export function deepJson(value: Json): string {
  return write(value, false)
}

/** Keeps its own stack, for a sender may nest deeper than the engine's call stack is. */
function write(root: Json, sorted: boolean): string {
  const parts: string[] = []
  const stack: Frame[] = []
  let value: Json | undefined = root
  for (;;) {
    if (typeof value === 'object' && value !== null) stack.push(open(value, sorted, parts))
    else parts.push(JSON.stringify(value))
    let frame = stack.at(-1)
    while (frame !== undefined && isDone(frame)) {
      parts.push(frame.keys === undefined ? ']' : '}')
      stack.pop()
      frame = stack.at(-1)
    }
    if (frame === undefined) return parts.join('')
    value = step(frame, parts)
  }
}

function open(container: Frame['container'], sorted: boolean, parts: string[]): Frame {
  parts.push(Array.isArray(container) ? '[' : '{')
  if (Array.isArray(container)) return { keys: undefined, container, next: 0 }
  const keys = Object.keys(container)
  return { keys: sorted ? keys.sort() : keys, container, next: 0 }
}

function isDone({ keys, container, next }: Frame): boolean {
  return next >= (keys ?? (container as Json[])).length
}

function step(frame: Frame, parts: string[]): Json {
  const index = frame.next++
  const comma = index === 0 ? '' : ','
  const key = frame.keys?.[index]
  if (key === undefined) {
    if (comma !== '') parts.push(comma)
    return (frame.container as Json[])[index] as Json
  }
  parts.push(`${comma}${JSON.stringify(key)}:`)
  return (frame.container as { [key: string]: Json })[key] as Json
}
