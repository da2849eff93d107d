import { Refusal } from './reply.ts'

/** Far above any record; parsing deeper nesting would cost hundreds of bytes of memory for each byte sent. */
export const MAX_PARSED_LEVELS = 100_000

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Refuses JSON text that nests without measure, before it is parsed.
 * @throws Refusal 400
 */
export function checkNesting(json: Uint8Array): void {
  let levels = 0
  let isInString = false
  for (let position = 0; position < json.length; position++) {
    const code = json[position]
    if (isInString) {
      if (code === BACKSLASH) position++
      else if (code === QUOTE) isInString = false
    } else if (code === QUOTE) isInString = true
    else if (code === 0x5b || code === 0x7b) levels++
    else if (code === 0x5d || code === 0x7d) levels--
    if (levels > MAX_PARSED_LEVELS)
      throw new Refusal(400, `nested deeper than ${MAX_PARSED_LEVELS} levels at byte ${position}`)
  }
}
