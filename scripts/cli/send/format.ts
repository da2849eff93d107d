const OPEN_OBJECT = 0x7b
const NEWLINE = 0x0a
const PRINTABLE = 0x20
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])
/** As many bytes tell whether a list begins. */
const LIST_BYTES = 1024
const LIST_OF_OBJECTS = /^\[\s*[{\]]/

export type LineFormat = 'ndjson' | 'text'

/** What lines are sent as, by how their file begins; undefined as long as it holds nothing but white space. */
export function lineFormatOf(head: Buffer): LineFormat | undefined {
  const first = firstOf(head)
  if (first === undefined) return undefined
  return head[first] === OPEN_OBJECT ? 'ndjson' : 'text'
}

/**
 * Whether what begins like this may be one JSON text rather than lines: a list of objects, or an object that its first
 * line does not hold whole, or that is all there is. A line of text may begin with a bracket too.
 */
export function mayBeDocument(head: Buffer): boolean {
  const first = firstOf(head)
  if (first === undefined) return false
  if (head[first] === OPEN_OBJECT) return !holdsLine(head) || !hasMore(head, first)
  return LIST_OF_OBJECTS.test(head.toString('latin1', first, first + LIST_BYTES))
}

/** Whether the first line is complete, and a JSON text if it begins like one. */
export function holdsLine(head: Buffer): boolean {
  const first = firstOf(head)
  const lineEnd = first === undefined ? -1 : head.indexOf(NEWLINE, first)
  if (lineEnd < 0) return false
  return head[first!] !== OPEN_OBJECT || isJson(head.toString('utf8', first, lineEnd))
}

/** Whether a longer head would not change what `mayBeDocument` says. */
export function isTelling(head: Buffer): boolean {
  const first = firstOf(head)
  if (first === undefined) return false
  return head[first] === OPEN_OBJECT ? hasMore(head, first) : head.length >= first + LIST_BYTES
}

/** Whether something follows the first line. */
function hasMore(head: Buffer, first: number): boolean {
  const lineEnd = head.indexOf(NEWLINE, first)
  return lineEnd >= 0 && firstOf(head.subarray(lineEnd)) !== undefined
}

function firstOf(head: Buffer): number | undefined {
  const start = head.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
  for (let at = start; at < head.length; at++) if (head[at]! > PRINTABLE) return at
  return undefined
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
