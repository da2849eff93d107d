import type { Candidate } from './compile-ruleset.ts'
import type { FieldPath } from './field-path.ts'
import { allNeeds, type Need, needsOf } from './need.ts'
import { PieceFinder } from './piece-finder.ts'
import type { RecordView } from './record-view.ts'
import type { Scalar } from './scalar.ts'
import { weighBy } from './weigh-needs.ts'

/** The places of candidates in their list, by what a value must be or hold. */
type Places<Value> = Map<Value, number[]>
type Literals = { texts: Places<string>; numbers: Places<number>; pieces: Places<string> }
type FieldIndex = { path: FieldPath; texts: Places<string>; numbers: Places<number>; pieces: PieceFinder | undefined }

/** Candidates of one log source by what a record must have to meet them: an event meets only those it could match. */
export class RuleIndex {
  readonly #candidates: readonly Candidate[]
  /** Those of which nothing is known. */
  readonly #always: readonly Candidate[]
  readonly #alwaysAt: readonly number[]
  readonly #fields: readonly FieldIndex[]
  readonly #anywhere: PieceFinder | undefined
  /** Emptied after each look-up: nothing is allocated for a record that has no literal of any candidate. */
  readonly #found = new Set<number>()

  constructor(candidates: readonly Candidate[], isIndexed: boolean) {
    const fields = new Map<string, Literals & { path: FieldPath }>()
    const anywhere: Literals = emptyLiterals()
    const always: number[] = []
    const weigh = weighBy(candidates.flatMap(({ rule }) => allNeeds(rule.condition)))
    for (const [at, { rule }] of candidates.entries()) {
      const needs = isIndexed ? needsOf(rule.condition, weigh) : undefined
      if (needs === undefined) always.push(at)
      for (const need of needs ?? []) addNeed(literalsAt(fields, anywhere, need), need, at)
    }
    this.#candidates = candidates
    this.#alwaysAt = always
    this.#always = always.map((at) => candidates[at]!)
    this.#fields = [...fields.values()].map(({ pieces, ...rest }) => ({ ...rest, pieces: finderOf(pieces) }))
    this.#anywhere = finderOf(anywhere.pieces)
  }

  /** Whether there is no candidate at all. */
  get isEmpty(): boolean {
    return this.#candidates.length === 0
  }

  /** The candidates that the record may meet, in their order. Every one that it does meet is among them. */
  candidatesFor(record: RecordView): readonly Candidate[] {
    const found = this.#found
    for (const field of this.#fields)
      for (const scalar of record.glance(field.path).scalars) findScalar(field, scalar, found)
    this.#anywhere?.find(record.everything(), found)
    if (found.size === 0) return this.#always
    for (const at of this.#alwaysAt) found.add(at)
    const places = [...found].sort((a, b) => a - b)
    found.clear()
    return places.map((at) => this.#candidates[at]!)
  }
}

function findScalar({ texts, numbers, pieces }: FieldIndex, scalar: Scalar, found: Set<number>): void {
  if (texts.size > 0) addAll(texts.get(scalar.folded), found)
  if (numbers.size > 0 && scalar.number !== undefined) addAll(numbers.get(scalar.number), found)
  pieces?.find(scalar.folded, found)
}

function addAll(places: readonly number[] | undefined, found: Set<number>): void {
  if (places !== undefined) for (const at of places) found.add(at)
}

function literalsAt(
  fields: Map<string, Literals & { path: FieldPath }>,
  anywhere: Literals,
  { field }: Need,
): Literals {
  if (field === undefined) return anywhere
  let literals = fields.get(field.name)
  if (literals === undefined) {
    literals = { path: field, ...emptyLiterals() }
    fields.set(field.name, literals)
  }
  return literals
}

function addNeed({ texts, numbers, pieces }: Literals, { literal }: Need, at: number): void {
  if (literal.form === 'number') addPlace(numbers, literal.value, at)
  else addPlace(literal.form === 'text' ? texts : pieces, literal.value, at)
}

function addPlace<Value>(places: Places<Value>, value: Value, at: number): void {
  const same = places.get(value)
  if (same === undefined) places.set(value, [at])
  else same.push(at)
}

function emptyLiterals(): Literals {
  return { texts: new Map(), numbers: new Map(), pieces: new Map() }
}

function finderOf(pieces: Places<string>): PieceFinder | undefined {
  return pieces.size === 0 ? undefined : new PieceFinder(pieces)
}
