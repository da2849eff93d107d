/** A Sigma text value: code points to be met as they are, and wildcards. */
export type Pattern = readonly number[]

/** `?`: exactly one character. */
const ONE = -1
/** `*`: any number of characters. */
export const MANY = -2
/** Any of `DASHES`. */
const DASH = -3

/** What starts a flag on a command line: hyphen, slash, en dash, em dash, horizontal bar. */
export const DASHES = '-/–—―'
const DASH_POINTS: ReadonlySet<number | undefined> = new Set(codePoints(DASHES))

const BACKSLASH = 0x5c
const STAR = 0x2a
const QUESTION = 0x3f

/**
 * Reads a text value with its wildcards (Sigma rules specification, «Escape Character»): `\*` and `\?` are plain
 * characters, `\\` is one backslash, and a backslash before anything else is itself.
 */
export function parsePattern(value: string): Pattern {
  const points = codePoints(value)
  const pattern: number[] = []
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!
    const escapes = point === BACKSLASH && isSpecial(points[i + 1])
    if (escapes) pattern.push(points[++i]!)
    else pattern.push(point === STAR ? MANY : point === QUESTION ? ONE : point)
  }
  return pattern
}

/** The pattern with each dash, however it is written, standing for any of them. */
export function withAnyDash(pattern: Pattern): Pattern {
  return pattern.map((point) => (DASH_POINTS.has(point) ? DASH : point))
}

/** What a text value without wildcards says, escapes resolved; undefined for one with wildcards. */
export function plainText(value: string): string | undefined {
  const pattern = parsePattern(value)
  return pattern.some((point) => point < 0) ? undefined : textOf(pattern)
}

/** The text value that says just this text. */
export function escapeText(text: string): string {
  return text.replaceAll(/[\\*?]/g, '\\$&')
}

function codePoints(text: string): number[] {
  const points: number[] = []
  for (const char of text) points.push(char.codePointAt(0)!)
  return points
}

function isSpecial(point: number | undefined): boolean {
  return point === BACKSLASH || point === STAR || point === QUESTION
}

/** Takes the letter case out of a text. A sigma that ends a word loses its own form, so that parts fold as the whole. */
export function foldCase(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower
}

/** The plain parts between the wildcards, none of them empty: a text that lacks one can't hold the pattern. */
export function plainPieces(pattern: Pattern): string[] {
  return splitAt(pattern, (point) => point < 0).filter((piece) => piece !== '')
}

/** The text of a pattern without wildcards. */
export function textOf(pattern: Pattern): string {
  return pattern.map((point) => String.fromCodePoint(point)).join('')
}

/** A test whether a whole text is what the pattern says. Time is at worst the product of both lengths. */
export function compilePattern(pattern: Pattern): (text: string) => boolean {
  return pattern.some((point) => point === ONE || point === DASH)
    ? (text) => glob(pattern, text)
    : piecewise(splitAt(pattern, (point) => point === MANY))
}

function splitAt(pattern: Pattern, isBreak: (point: number) => boolean): string[] {
  const pieces: number[][] = [[]]
  for (const point of pattern) {
    if (isBreak(point)) pieces.push([])
    else pieces.at(-1)!.push(point)
  }
  return pieces.map(textOf)
}

/** Plain pieces with `*` between them, each found as far left as it can be. */
function piecewise(pieces: readonly string[]): (text: string) => boolean {
  const first = pieces[0]!
  if (pieces.length === 1) return (text) => text === first
  const last = pieces.at(-1)!
  const inner = pieces.slice(1, -1).filter((piece) => piece !== '')
  return (text) => {
    if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false
    let from = first.length
    for (const piece of inner) {
      const at = text.indexOf(piece, from)
      if (at < 0) return false
      from = at + piece.length
    }
    return from <= text.length - last.length
  }
}

/** Goes back to the last `*` only: an earlier one could not do better. */
function glob(pattern: Pattern, text: string): boolean {
  let at = 0
  let next = 0
  let afterMany = -1
  let manyFrom = 0
  while (at < text.length) {
    const wanted = pattern[next]
    const point = text.codePointAt(at)!
    if (wanted === MANY) {
      afterMany = ++next
      manyFrom = at
    } else if (wanted === ONE || wanted === point || (wanted === DASH && DASH_POINTS.has(point))) {
      at += widthOf(point)
      next++
    } else if (afterMany >= 0) {
      manyFrom += widthOf(text.codePointAt(manyFrom)!)
      at = manyFrom
      next = afterMany
    } else return false
  }
  while (pattern[next] === MANY) next++
  return next === pattern.length
}

function widthOf(point: number): number {
  return point > 0xffff ? 2 : 1
}
