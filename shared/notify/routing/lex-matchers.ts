import { Buffer } from 'node:buffer'
import { MatcherFault } from './matcher-fault.ts'

/** A piece of a list of matchers. `text` of a quoted one is what it stands for. */
export type MatcherToken = {
  kind: '{' | '}' | ',' | '=' | '!=' | '=~' | '!~' | 'text'
  text: string
  /** Where it begins, counted from 1. */
  column: number
}

const OPERATOR_OR_MARK = /=~|!~|!=|[={},]/y
const QUOTED = /"((?:[^"\\\n]|\\[^\n])*)"/y
const BARE = /[^\s{}!=~,\\"'`]+/y
const SPACE = /\s+/y
const ESCAPE = /\\(?:([abfnrtv\\"])|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{3})|(.))/gs
const SHORT: Record<string, string> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
}

/** Splits matchers as Alertmanager's UTF-8 parser does. Throws `MatcherFault`. */
export function lexMatchers(input: string): MatcherToken[] {
  const tokens: MatcherToken[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(input)
    if (found) at = pattern.lastIndex
    return found
  }
  while (at < input.length) {
    if (take(SPACE)) continue
    const column = at + 1
    const mark = take(OPERATOR_OR_MARK)
    const quoted = mark ? null : take(QUOTED)
    const bare = mark || quoted ? null : take(BARE)
    if (mark) tokens.push({ kind: mark[0] as MatcherToken['kind'], text: mark[0], column })
    else if (quoted) tokens.push({ kind: 'text', text: unescaped(quoted[1]!, column), column })
    else if (bare) tokens.push({ kind: 'text', text: bare[0], column })
    else throw new MatcherFault(`column ${column}: ${strayReason(input[at]!)}`)
  }
  return tokens
}

function strayReason(character: string): string {
  if (character === '"') return 'the double quote is not closed'
  if (character === '\\') return 'a backslash may only stand between double quotes (and twice, for one)'
  return 'this character may only stand between double quotes'
}

/** Go's rules for string literals: bytes may be written too, and have to come to UTF-8. */
function unescaped(text: string, column: number): string {
  if (!text.includes('\\')) return text
  const parts: Buffer[] = []
  let rest = 0
  for (const found of text.matchAll(ESCAPE)) {
    parts.push(Buffer.from(text.slice(rest, found.index)), bytesOf(found, column))
    rest = found.index + found[0].length
  }
  parts.push(Buffer.from(text.slice(rest)))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts))
  } catch {
    throw new MatcherFault(`column ${column}: the bytes between the quotes are no UTF-8`)
  }
}

function bytesOf([all, short, hex, u4, u8, octal]: RegExpExecArray, column: number): Buffer {
  if (short !== undefined) return Buffer.from(SHORT[short]!)
  const byte = hex === undefined ? octal && Number.parseInt(octal, 8) : Number.parseInt(hex, 16)
  if (typeof byte === 'number' && byte < 256) return Buffer.from([byte])
  const point = Number.parseInt(u4 ?? u8 ?? '', 16)
  if (point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)) return Buffer.from(String.fromCodePoint(point))
  throw new MatcherFault(
    `column ${column}: there is no escape ${JSON.stringify(all.slice(0, 2))}; a backslash is written twice`,
  )
}
