import type { FieldPath } from './field-path.ts'
import type { Literal } from './literal.ts'
import type { Condition, Node } from './rule.ts'

/** A literal that a record must have, in a field as a rule reads it, or anywhere when there is none. */
export type Need = { field: FieldPath | undefined; literal: Literal }

/**
 * The least of a record that meets a condition: it has one of these. None at all: no record meets the condition.
 * Undefined: nothing is known, any record may meet it.
 */
export type Needs = readonly Need[] | undefined

/** How many events have one of these, roughly: of several needs the one with the least is taken. */
export type Weigh = (needs: readonly Need[]) => number

/** What a record must have for the condition to hold. What a `not` keeps out needs nothing. */
export function needsOf(condition: Condition, weigh: Weigh): Needs {
  switch (condition.kind) {
    case 'selection':
      return ofNode(condition.selection.node, weigh)
    case 'all':
      return best(
        condition.parts.map((part) => needsOf(part, weigh)),
        weigh,
      )
    case 'any':
      return union(condition.parts.map((part) => needsOf(part, weigh)))
    case 'not':
      return undefined
    case 'count':
      return ofCount(
        condition.needed,
        condition.of.map(({ node }) => ofNode(node, weigh)),
        weigh,
      )
  }
}

function ofNode(node: Node, weigh: Weigh): Needs {
  switch (node.kind) {
    case 'test':
      return node.need && [node.need]
    case 'all':
      return best(
        node.parts.map((part) => ofNode(part, weigh)),
        weigh,
      )
    case 'any':
      return union(node.parts.map((part) => ofNode(part, weigh)))
    case 'not':
      return undefined
  }
}

/** With `needed` of n met, one of any n - needed + 1 is. */
function ofCount(needed: number, of: readonly Needs[], weigh: Weigh): Needs {
  const lightest = known(of).sort((a, b) => weigh(a) - weigh(b))
  const enough = of.length - needed + 1
  return lightest.length < enough ? undefined : lightest.slice(0, enough).flat()
}

function best(parts: readonly Needs[], weigh: Weigh): Needs {
  return ofCount(parts.length, parts, weigh)
}

function union(parts: readonly Needs[]): Needs {
  const needs = known(parts)
  return needs.length < parts.length ? undefined : needs.flat()
}

function known(parts: readonly Needs[]): (readonly Need[])[] {
  return parts.filter((needs) => needs !== undefined)
}

/** Every need that the condition names anywhere outside a `not`. */
export function allNeeds(condition: Condition): Need[] {
  switch (condition.kind) {
    case 'selection':
      return allOfNode(condition.selection.node)
    case 'all':
    case 'any':
      return condition.parts.flatMap(allNeeds)
    case 'not':
      return []
    case 'count':
      return condition.of.flatMap(({ node }) => allOfNode(node))
  }
}

function allOfNode(node: Node): Need[] {
  switch (node.kind) {
    case 'test':
      return node.need === undefined ? [] : [node.need]
    case 'not':
      return []
    default:
      return node.parts.flatMap(allOfNode)
  }
}
