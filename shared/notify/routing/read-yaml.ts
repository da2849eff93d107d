import {
  Composer,
  type Document,
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
} from 'yaml'
import { type Path, type RoutingFault, RoutingRefused } from './routing-refused.ts'
import { isTooDeep } from './yaml-depth.ts'

/** A YAML document as plain values, whose maps have no prototype. Aliases to one anchor share one value. */
export type YamlTree = {
  value: unknown
  /** Keys that are there twice: the last one counts. */
  faults: readonly RoutingFault[]
  placeOf: (path: Path) => { line: number; column: number }
}

const MAX_TEXT = 1_000_000
/** Aliases counted as often as they are used, so that a few lines can't stand for a billion values. */
const MAX_VALUES = 100_000
/** The parser's own messages show parts of the text, and there are secrets in it. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'this is not indented as YAML wants it',
  MISSING_CHAR: 'a character is missing here, such as a closing quote or bracket, or a comma',
  MULTILINE_IMPLICIT_KEY: 'a key is not closed on its line; is a colon or a quote missing?',
  MULTIPLE_DOCS: 'there is a second document; write one',
  TAB_AS_INDENT: 'YAML is indented by spaces, not by tabs',
  TAG_RESOLVE_FAILED: 'tags such as !!binary are not supported',
}

/** Where each member of a map or list stands in the text. */
type Offsets = Map<string | number, number>

class Fault {
  readonly offset: number
  readonly reason: string
  constructor(offset: number, reason: string) {
    this.offset = offset
    this.reason = reason
  }
}

/** Reads a YAML 1.2 text of one document. @throws RoutingRefused */
export function readYaml(text: string): YamlTree {
  const lines = new LineCounter()
  const placed = ({ offset, reason }: Fault): RoutingFault => ({ ...positionOf(lines, offset), path: '', reason })
  const refuse = (faults: readonly Fault[]): never => {
    throw new RoutingRefused(faults.map(placed))
  }
  if (text.length > MAX_TEXT) return refuse([new Fault(0, `it is longer than ${MAX_TEXT} characters`)])
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  if (isTooDeep(tokens)) return refuse([new Fault(0, 'it is nested too deeply')])
  const documents = [
    ...new Composer({ merge: true, uniqueKeys: false, logLevel: 'silent' }).compose(tokens, true, text.length),
  ]
  const document = documents[0]!
  const problems = [...document.errors, ...document.warnings]
  const second = documents[1] === undefined ? [] : [new Fault(documents[1].range[0], REASONS.MULTIPLE_DOCS!)]
  if (problems.length + second.length > 0)
    return refuse([...problems.map(({ code, pos }) => new Fault(pos[0], REASONS[code] ?? noYaml(code))), ...second])
  try {
    const reader = new TreeReader(document)
    const value = reader.read(document.contents)
    const placeOf = (path: Path) => positionOf(lines, reader.offsetOf(value, path))
    return { value, faults: reader.duplicates.map(placed), placeOf }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return refuse([error])
  }
}

function noYaml(code: ErrorCode): string {
  return `this can't be read as YAML (${code.toLowerCase().replaceAll('_', ' ')})`
}

function positionOf(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}

class TreeReader {
  readonly #document: Document.Parsed
  readonly #read = new Map<unknown, { value: unknown; size: number }>()
  readonly #open = new Set<unknown>()
  readonly #offsets = new WeakMap<object, Offsets>()
  readonly #anchors = new Map<string, unknown>()
  readonly duplicates: Fault[] = []
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
    else if (this.#open.has(target)) throw new Fault(startOf(node), 'this alias stands within its own anchor')
    this.#size += 1
    if (this.#size > MAX_VALUES)
      throw new Fault(startOf(node), `there are more than ${MAX_VALUES} values, aliases unfolded`)
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
      if (target === undefined) throw new Fault(startOf(node), 'this alias has no anchor before it')
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
      if (!isScalar(target)) throw new Fault(startOf(key), 'a key has to be a text')
      if (isMerge(target)) {
        const sources = this.read(value)
        for (const source of Array.isArray(sources) ? sources : [sources]) {
          if (typeof source !== 'object' || source === null || Array.isArray(source))
            throw new Fault(startOf(key), '<< takes a map, or a list of maps')
          merged.push([source, startOf(key)])
        }
        continue
      }
      const name = String(target.value)
      // Asked here, since the parser takes time by the square of how many keys there are.
      if (offsets.has(name)) this.duplicates.push(new Fault(startOf(key), 'this key is there twice'))
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
