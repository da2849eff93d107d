import type { Json } from '../events/audit-event.ts'
import { jsonText } from './json-text.ts'
import { foldCase } from './pattern.ts'

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const LONGEST_NUMBER = 40

/** One value of a field in every form a test may ask for, each made when it is first asked for. */
export class Scalar {
  readonly #value: Json
  #text: string | undefined
  #folded: string | undefined
  /** Null until it is asked for. */
  #number: number | undefined | null = null

  constructor(value: Json) {
    this.#value = value
  }

  get text(): string {
    this.#text ??= textOf(this.#value)
    return this.#text
  }

  /** The text with letter case taken out, as Sigma compares by default. */
  get folded(): string {
    this.#folded ??= foldCase(this.text)
    return this.#folded
  }

  /** For a number, or a text that is one in decimal notation. */
  get number(): number | undefined {
    if (this.#number === null) this.#number = toNumber(this.#value)
    return this.#number
  }
}

/** A text as it is, anything else as its JSON. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value)
}

function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > LONGEST_NUMBER || !DECIMAL.test(value)) return undefined
  return Number(value)
}
