import type { Json } from '../../events/audit-event.ts'
import type { JsonObject } from '../record.ts'

const ID = /\[([^\s=\]"]{1,32})/y
const PARAMETER = / ([^\s=\]"]{1,32})="((?:[^"\\\]]|\\.)*)"/sy
const ESCAPED = /\\(["\\\]])/g

/** The elements at the start of a text by id, each with its parameters, and where they end. RFC 5424, section 6.3. */
export function readStructuredData(text: string): { elements: JsonObject; end: number } | undefined {
  const elements: [string, Json][] = []
  let position = 0
  for (let id = at(ID, text, position); id !== undefined; id = at(ID, text, position)) {
    position += id[0].length
    const parameters: [string, Json][] = []
    for (let one = at(PARAMETER, text, position); one !== undefined; one = at(PARAMETER, text, position)) {
      position += one[0].length
      parameters.push([String(one[1]), String(one[2]).replace(ESCAPED, '$1')])
    }
    if (text[position] !== ']') return undefined
    position++
    elements.push([String(id[1]), Object.fromEntries(parameters)])
  }
  return elements.length === 0 ? undefined : { elements: Object.fromEntries(elements), end: position }
}

function at(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position
  return pattern.exec(text) ?? undefined
}
