import type { AuditEvent, Json } from '../events/audit-event.ts'

/** Bounds one event's share of the full-text index: what lies beyond is stored, but not found by full text. */
const MAX_WORDS = 300
const MAX_WORD_CHARACTERS = 64
const MAX_TEXT_CHARACTERS = 4_000

const BETWEEN_WORDS = /[^\p{L}\p{N}]+/u
/** The same for text without further letters, many times faster. */
const BETWEEN_ASCII_WORDS = /[^a-z0-9]+/
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant.
const ASCII = /^[\u0000-\u007f]*$/
const TERM = /(-?)(?:"([^"]*)"?|(\S+))/g

/**
 * The words an event is found by, as a `tsvector`: every run of letters and digits, in lower case, of every text and
 * number in the normalised event and the provider's record. Our own cut and not PostgreSQL's parser, which takes an
 * address, a path or a host for one word and leaves out what looks like markup.
 */
export function searchWords({ raw, raw_data: exact, ...event }: AuditEvent): string {
  const words = new Set<string>()
  // The exact text says little that the record does not: it comes last.
  const pending: unknown[] = [exact, raw, event]
  while (pending.length > 0 && words.size < MAX_WORDS) {
    const value = pending.pop() as Json
    if (typeof value === 'string' || typeof value === 'number') addWords(words, String(value))
    else if (typeof value === 'object' && value !== null) pending.push(...Object.values(value).slice(0, MAX_WORDS))
  }
  return [...words].join(' ')
}

function addWords(words: Set<string>, text: string): void {
  for (const word of wordsOf(text.slice(0, MAX_TEXT_CHARACTERS))) {
    if (words.size >= MAX_WORDS) return
    words.add(word)
  }
}

function wordsOf(text: string): string[] {
  const folded = text.toLowerCase()
  const words = folded.split(ASCII.test(folded) ? BETWEEN_ASCII_WORDS : BETWEEN_WORDS)
  return words.filter((word) => word !== '').map((word) => word.slice(0, MAX_WORD_CHARACTERS))
}

/**
 * What is typed into a search box as a `tsquery` over `searchWords`: all terms must be there; what stands before or
 * after an `or` may, `-term` must not, `term*` is any word that begins so, "quoted text" all its words.
 * @returns undefined when it holds no word
 */
export function searchQuery(input: string): string | undefined {
  const alternatives: string[][] = [[]]
  for (const [whole, minus, quoted, plain] of input.matchAll(TERM)) {
    if (whole.toLowerCase() === 'or') {
      alternatives.push([])
      continue
    }
    const words = wordsOf(quoted ?? plain ?? '')
    if (words.length === 0) continue
    const prefix = plain?.endsWith('*') ? ':*' : ''
    const term = words.map((word, index) => `'${word}'${index === words.length - 1 ? prefix : ''}`).join(' & ')
    alternatives.at(-1)?.push(minus ? `!(${term})` : term)
  }
  const found = alternatives.filter((terms) => terms.length > 0)
  return found.length === 0 ? undefined : found.map((terms) => `(${terms.join(' & ')})`).join(' | ')
}
