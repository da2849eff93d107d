import { type Document, isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml'
import type { Path } from './routing-refused.ts'

/** Aliases counted as often as they are used, so that a few lines can't stand for a billion values. */
const MAX_VALUES = 50_000

/** Where each member of a map or list stands in the text. */
type Offsets = Map<string | number, number>

/** What is wrong with a document, and how many characters before it. */
export class YamlFault {
  readonly offset: number
  readonly reason: string
  constructor(offset: number, reason: string) {
    this.offset = offset
    this.reason = reason
  }
}

/** Turns the nodes of a document into plain values, and knows where each stood. */
export class TreeReader {
  readonly #document: Document.Parsed
  readonly #read = new Map<unknown, { value: unknown; size: number }>()
  readonly #open = new Set<unknown>()
  readonly #offsets = new WeakMap<object, Offsets>()
  readonly #anchors = new Map<string, unknown>()
  readonly duplicates: YamlFault[] = []
  #size = 0

  constructor(document: Document.Parsed) {
    this.#document = document
  }

  /** The value of a node. Its size is added to the values around it. */
  read(node: unknown): unknown {
    const target = this.#targetOf(node)
    const known = this.#read.get(target)
    const start = this.#size
    if (known) this.#size += known.size
    else if (this.#open.has(target)) throw new YamlFault(startOf(node), 'this alias stands within its own anchor')
    this.#size += 1
    if (this.#size > MAX_VALUES)
      throw new YamlFault(startOf(node), `there are more than ${MAX_VALUES} values, aliases unfolded`)
    if (known) return known.value
    this.#open.add(target)
    const value = this.#valueOf(target)
    this.#open.delete(target)
    this.#read.set(target, { value, size: this.#size - start })
    return value
  }

  offsetOf(value: unknown, path: Path): number {
    let at = this.#document.contents?.range?.[0] ?? 0
    let part: unknown = value
    for (const step of path) {
      const offset = typeof part === 'object' && part !== null ? this.#offsets.get(part)?.get(step) : undefined
      if (offset === undefined) return at
      at = offset
      part = (part as Record<string | number, unknown>)[step]
    }
    return at
  }

  /** What an alias stands for: the last anchor of its name before it. The parser would search all of the text for it. */
  #targetOf(node: unknown): unknown {
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source)
      if (target === undefined) throw new YamlFault(startOf(node), 'this alias has no anchor before it')
      return target
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor) this.#anchors.set(node.anchor, node)
    return node
  }

  #valueOf(node: unknown): unknown {
    if (isScalar(node)) return node.value
    const offsets: Offsets = new Map()
    let value: unknown[] | Record<string, unknown> | null = null
    if (isSeq(node)) {
      value = node.items.map((item, index) => {
        offsets.set(index, startOf(item))
        return this.read(item)
      })
    } else if (isMap(node)) {
      value = this.#mapOf(node.items, offsets)
    }
    if (value) this.#offsets.set(value, offsets)
    return value
  }

  #mapOf(pairs: readonly { key: unknown; value: unknown }[], offsets: Offsets): Record<string, unknown> {
    const map: Record<string, unknown> = Object.create(null)
    const merged: [object, number][] = []
    for (const { key, value } of pairs) {
      const target = this.#targetOf(key)
      if (!isScalar(target)) throw new YamlFault(startOf(key), 'a key has to be a text')
      if (isMerge(target)) {
        const sources = this.read(value)
        for (const source of Array.isArray(sources) ? sources : [sources]) {
          if (typeof source !== 'object' || source === null || Array.isArray(source))
            throw new YamlFault(startOf(key), '<< takes a map, or a list of maps')
          merged.push([source, startOf(key)])
        }
        continue
      }
      const name = String(target.value)
      // Asked here, since the parser takes time by the square of how many keys there are.
      if (offsets.has(name)) this.duplicates.push(new YamlFault(startOf(key), 'this key is there twice'))
      offsets.set(name, startOf(key))
      map[name] = this.read(value)
    }
    for (const [source, offset] of merged)
      for (const [name, value] of Object.entries(source)) {
        if (name in map) continue
        map[name] = value
        offsets.set(name, this.#offsets.get(source)?.get(name) ?? offset)
      }
    return map
  }
}

function isMerge(key: { value: unknown; source?: string }): boolean {
  return typeof key.value === 'symbol' || key.source === '<<'
}

function startOf(node: unknown): number {
  return isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? (node.range?.[0] ?? 0) : 0
}
