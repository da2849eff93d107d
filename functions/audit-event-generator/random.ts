import { createHash } from 'node:crypto'

/** A stream of choices that is wholly decided by its seed. */
export type Random = {
  /** A whole number from 0 up to, not including, `bound`. */
  below(bound: number): number
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** One of the items, as likely as its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T
  /** `count` different items in a random order; all of them when there are fewer. */
  sample<T>(items: readonly T[], count: number): T[]
  /** Lower-case hexadecimal digits. */
  hex(digits: number): string
}

/** sfc32 (PractRand's small fast counter): 32-bit integers only, so every machine gives the same stream. */
const sfc32 = (seed: Buffer): (() => number) => {
  let a = seed.readUInt32LE(0)
  let b = seed.readUInt32LE(4)
  let c = seed.readUInt32LE(8)
  let counter = 1
  return () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return (sum >>> 0) / 2 ** 32
  }
}

/** The stream of the given seed parts; other parts give an unrelated stream. */
export const seededRandom = (...parts: readonly string[]): Random => {
  const next = sfc32(createHash('sha256').update(JSON.stringify(parts)).digest())
  const below = (bound: number): number => Math.floor(next() * bound)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  return {
    below,
    pick,
    chance: (probability) => next() < probability,
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
    weighted: (items, weightOf) => {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0)
      for (const item of items) {
        left -= weightOf(item)
        if (left < 0) return item
      }
      return pick(items)
    },
    sample: (items, count) => {
      const rest = [...items]
      const size = Math.min(count, rest.length)
      return Array.from({ length: size }).flatMap(() => rest.splice(below(rest.length), 1))
    },
  }
}
