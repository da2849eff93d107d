import type { Unit } from './unit.ts'

const OVERLONG = 'a line larger than any body may be'
const NEWLINE = 0x0a
const PRINTABLE = 0x20

/**
 * Cuts chunks of a file into lines, bytes untouched. Blank lines are passed over. What follows the last newline is kept
 * until more comes or `rest` is called.
 */
export class LineSplitter {
  readonly #maxBytes: number
  #parts: Buffer[] = []
  #pending = 0
  #overlong = false
  /** Where the first byte that was not given out yet stands. */
  #position: number

  constructor(position: number, maxBytes: number) {
    this.#position = position
    this.#maxBytes = maxBytes
  }

  /** The position of the line that is not complete yet. */
  get boundary(): number {
    return this.#position
  }

  get hasRest(): boolean {
    return this.#pending > 0
  }

  push(chunk: Buffer): Unit[] {
    const units: Unit[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#keep(chunk.subarray(start, end + 1))
      units.push(...this.#take())
      this.#overlong = false
      start = end + 1
    }
    this.#keep(chunk.subarray(start))
    if (this.#pending > this.#maxBytes) {
      this.#overlong = true
      units.push(...this.#take())
    }
    return units
  }

  /** The last line, when it has no newline. */
  rest(): Unit[] {
    return this.#take()
  }

  #keep(part: Buffer): void {
    if (part.length === 0) return
    this.#parts.push(part)
    this.#pending += part.length
  }

  #take(): Unit[] {
    const bytes = this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)
    this.#position += bytes.length
    this.#parts = []
    this.#pending = 0
    if (bytes.every((byte) => byte <= PRINTABLE)) return []
    const isOverlong = this.#overlong || bytes.length > this.#maxBytes
    return [{ bytes, end: this.#position, ...(isOverlong && { unfit: OVERLONG }) }]
  }
}
