import type { RecordView } from './record-view.ts'
import type { Because, Condition, Evidence, Node, Selection } from './rule.ts'

/** Whether the record meets the condition. */
export function holds(condition: Condition, record: RecordView): boolean {
  switch (condition.kind) {
    case 'selection':
      return selects(condition.selection.node, record)
    case 'all':
      return condition.parts.every((part) => holds(part, record))
    case 'any':
      return condition.parts.some((part) => holds(part, record))
    case 'not':
      return !holds(condition.part, record)
    case 'count':
      return countHolds(condition.needed, condition.of, record)
  }
}

function countHolds(needed: number, of: readonly Selection[], record: RecordView): boolean {
  let missing = needed
  for (let i = 0; i < of.length && missing > 0 && missing <= of.length - i; i++)
    if (selects(of[i]!.node, record)) missing--
  return missing === 0
}

/** Whether the record meets one selection. */
export function selects(node: Node, record: RecordView): boolean {
  switch (node.kind) {
    case 'test':
      return node.test(record) !== undefined
    case 'all':
      return node.parts.every((part) => selects(part, record))
    case 'any':
      return node.parts.some((part) => selects(part, record))
    case 'not':
      return !selects(node.part, record)
  }
}

/**
 * What made a condition that holds hold: the values that satisfied the selections it asked for. What a `not` kept out
 * is absent and has nothing to show.
 */
export function explain(condition: Condition, record: RecordView): Because[] {
  switch (condition.kind) {
    case 'selection':
      return explainSelection(condition.selection, record)
    case 'all':
      return condition.parts.flatMap((part) => explain(part, record))
    case 'any': {
      const met = condition.parts.find((part) => holds(part, record))
      return met === undefined ? [] : explain(met, record)
    }
    case 'not':
      return []
    case 'count':
      return condition.of
        .filter((selection) => selects(selection.node, record))
        .slice(0, condition.needed)
        .flatMap((selection) => explainSelection(selection, record))
  }
}

function explainSelection(selection: Selection, record: RecordView): Because[] {
  return explainNode(selection.node, record).map((evidence) => ({ selection: selection.name, ...evidence }))
}

/** What made a selection that the record meets hold. */
export function explainNode(node: Node, record: RecordView): Evidence[] {
  switch (node.kind) {
    case 'test': {
      const evidence = node.test(record)
      return evidence === undefined ? [] : [evidence]
    }
    case 'all':
      return node.parts.flatMap((part) => explainNode(part, record))
    case 'any': {
      const met = node.parts.find((part) => selects(part, record))
      return met === undefined ? [] : explainNode(met, record)
    }
    case 'not':
      return []
  }
}
