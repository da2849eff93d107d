const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const NEWLINE = 0x0a
const isOpener = (code: number) => code === 0x5b || code === 0x7b
const isCloser = (code: number) => code === 0x5d || code === 0x7d
const isBetween = (code: number) =>
  code === 0x20 || code === 0x09 || code === NEWLINE || code === 0x0d || code === COMMA

/**
 * The JSON texts that follow one another in a body, with nothing, space, line ends or commas between them. What is no
 * object and no array is given back too, up to the next one or the end of its line, so that it can be refused by itself.
 * One pass; what the texts hold is not judged.
 */
export function splitJson(body: Uint8Array): Uint8Array[] {
  const texts: Uint8Array[] = []
  for (let position = 0; position < body.length; ) {
    const code = body[position] as number
    if (isBetween(code)) position++
    else {
      const end = isOpener(code) ? closedAt(body, position) : nextText(body, position)
      texts.push(body.subarray(position, end))
      position = end
    }
  }
  return texts
}

/** Where the object or array that starts here has closed; one with a line end inside a string is broken and ends there. */
function closedAt(body: Uint8Array, start: number): number {
  let depth = 0
  let isInString = false
  for (let position = start; position < body.length; position++) {
    const code = body[position] as number
    if (isInString) {
      if (code === BACKSLASH) position++
      else if (code === QUOTE) isInString = false
      else if (code === NEWLINE) return position
    } else if (code === QUOTE) isInString = true
    else if (isOpener(code)) depth++
    else if (isCloser(code) && --depth === 0) return position + 1
  }
  return body.length
}

function nextText(body: Uint8Array, start: number): number {
  for (let position = start; position < body.length; position++) {
    const code = body[position] as number
    if (code === NEWLINE || isOpener(code)) return position
  }
  return body.length
}
