import type { Unit } from './unit.ts'

const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_ARRAY = 0x5b
const BACKSLASH = 0x5c
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d
const PRINTABLE = 0x20
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf])

/** A JSON text and what it can be cut into; any of the units between `before` and `after` is a JSON text again. */
export type Document = { units: Unit[]; before: Buffer; after: Buffer }

type List = { start: number; end: number; commas: number[] }

/**
 * Takes a JSON text apart into the items of its list: the text itself is one, or has one as a member, as `Records` or
 * `items`; of several the longest. Objects that follow one another, as jq writes them, become a list. Bytes are passed
 * untouched and values are not checked.
 * @returns undefined when the brackets do not close: it is no JSON text, or not the whole of one
 */
export function splitDocument(content: Buffer): Document | undefined {
  const found = findLists(content)
  if (found === undefined) return undefined
  const { roots, longest } = found
  if (roots.length > 1)
    return { units: roots.map(([start, end]) => unit(content, start, end)), before: bytes('['), after: bytes(']') }
  const borders = longest === undefined ? [] : [longest.start, ...longest.commas, longest.end]
  if (longest === undefined || isBlank(content.subarray(longest.start + 1, longest.end)))
    return { units: [unit(content, 0, content.length)], before: bytes(''), after: bytes('') }
  return {
    units: borders.slice(1).map((end, index) => unit(content, borders[index]! + 1, end)),
    before: content.subarray(0, longest.start + 1),
    after: content.subarray(longest.end),
  }
}

function findLists(content: Buffer): { roots: [number, number][]; longest: List | undefined } | undefined {
  const roots: [number, number][] = []
  let longest: List | undefined
  let list: List | undefined
  let listDepth = 0
  let depth = 0
  for (let at = startOf(content); at < content.length; at++) {
    const code = content[at]
    if (code === QUOTE) at = stringEnd(content, at)
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
      if (depth === 0) roots.push([at, at])
      depth++
      if (code === OPEN_ARRAY && list === undefined && depth <= 2) {
        list = { start: at, end: at, commas: [] }
        listDepth = depth
      }
    } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) {
      if (list !== undefined && depth === listDepth) {
        list.end = at
        if (longest === undefined || at - list.start > longest.end - longest.start) longest = list
        list = undefined
      }
      depth--
      if (depth < 0) return undefined
      if (depth === 0) roots.at(-1)![1] = at + 1
    } else if (code === COMMA && list !== undefined && depth === listDepth) list.commas.push(at)
    else if (depth === 0 && code !== undefined && code > PRINTABLE) return undefined
  }
  return depth === 0 && roots.length > 0 ? { roots, longest } : undefined
}

/** After a byte order mark. */
function startOf(content: Buffer): number {
  return content.subarray(0, 3).equals(BYTE_ORDER_MARK) ? 3 : 0
}

/** The position of the quote that closes the string which opens at `start`, or the end of the content. */
function stringEnd(content: Buffer, start: number): number {
  let at = start + 1
  while (at < content.length && content[at] !== QUOTE) at += content[at] === BACKSLASH ? 2 : 1
  return at
}

function unit(content: Buffer, start: number, end: number): Unit {
  return { bytes: content.subarray(start, end), end }
}

function isBlank(part: Buffer): boolean {
  return part.every((byte) => byte <= PRINTABLE)
}

function bytes(text: string): Buffer {
  return Buffer.from(text)
}
