/** How many UTF-16 units of a piece are looked for at first. */
const GRAM = 4
const UNIT_MASK = 0xff
const UNIT_BITS = 8
/** Slots of the sieve for each piece: one place of a text in so many passes it for nothing. */
const SLOTS_PER_PIECE = 16
const LEAST_SLOT_BITS = 8
const MOST_SLOT_BITS = 20
const WORD_BITS = 32
/** Fibonacci hashing: 2^32 divided by the golden ratio. */
const SPREAD = 0x9e3779b1

type Piece = { text: string; offset: number; owners: readonly number[] }

/**
 * Finds which of many pieces a text holds, in one pass however many there are. Each piece is known by four neighbouring
 * characters that few other pieces have; only where a text has those the whole piece is compared.
 */
export class PieceFinder {
  readonly #short: Piece[] = []
  readonly #byGram = new Map<number, Piece[]>()
  readonly #sieve: Int32Array
  readonly #shift: number

  constructor(owners: ReadonlyMap<string, readonly number[]>) {
    const grams = countGrams([...owners.keys()])
    const bits = Math.ceil(Math.log2(owners.size * SLOTS_PER_PIECE + 1))
    this.#shift = WORD_BITS - Math.min(MOST_SLOT_BITS, Math.max(LEAST_SLOT_BITS, bits))
    this.#sieve = new Int32Array(2 ** (WORD_BITS - this.#shift) / WORD_BITS)
    for (const [text, of] of owners) {
      if (text.length < GRAM) this.#short.push({ text, offset: 0, owners: of })
      else this.#add({ text, offset: rarestGram(text, grams), owners: of })
    }
  }

  #add(piece: Piece): void {
    const gram = gramAt(piece.text, piece.offset)
    const same = this.#byGram.get(gram)
    if (same !== undefined) same.push(piece)
    else {
      this.#byGram.set(gram, [piece])
      const slot = Math.imul(gram, SPREAD) >>> this.#shift
      this.#sieve[slot >>> 5]! |= 1 << (slot & 31)
    }
  }

  /** Adds the owners of every piece within the text. */
  find(text: string, found: Set<number>): void {
    for (const { text: piece, owners } of this.#short)
      if (text.includes(piece)) for (const one of owners) found.add(one)
    if (this.#byGram.size > 0) this.#sift(text, found)
  }

  #sift(text: string, found: Set<number>): void {
    const sieve = this.#sieve
    const shift = this.#shift
    let gram = 0
    for (let i = 0; i < text.length; i++) {
      gram = (gram << UNIT_BITS) | (text.charCodeAt(i) & UNIT_MASK)
      const slot = Math.imul(gram, SPREAD) >>> shift
      if ((sieve[slot >>> 5]! & (1 << (slot & 31))) !== 0) this.#compare(gram, text, i + 1 - GRAM, found)
    }
  }

  #compare(gram: number, text: string, at: number, found: Set<number>): void {
    const pieces = this.#byGram.get(gram)
    if (pieces === undefined) return
    for (const { text: piece, offset, owners } of pieces)
      if (at >= offset && text.startsWith(piece, at - offset)) for (const one of owners) found.add(one)
  }
}

function countGrams(pieces: readonly string[]): Map<number, number> {
  const counts = new Map<number, number>()
  for (const piece of pieces)
    for (let at = 0; at + GRAM <= piece.length; at++) {
      const gram = gramAt(piece, at)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  return counts
}

function rarestGram(piece: string, counts: ReadonlyMap<number, number>): number {
  let best = 0
  for (let at = 1; at + GRAM <= piece.length; at++)
    if (counts.get(gramAt(piece, at))! < counts.get(gramAt(piece, best))!) best = at
  return best
}

function gramAt(text: string, at: number): number {
  let gram = 0
  for (let i = at; i < at + GRAM; i++) gram = (gram << UNIT_BITS) | (text.charCodeAt(i) & UNIT_MASK)
  return gram
}
