import { RuleFault } from './fault.ts'
import type { Key } from './modifiers.ts'
import { plainPieces } from './pattern.ts'
import type { Leaf, RecordView } from './record-view.ts'
import { compileRegex } from './regex.ts'
import type { Test } from './rule.ts'
import { compileText, patternOf, plainValue } from './value-test.ts'

/** Compiles a keyword: a value looked for in every text, number and boolean of the record, wherever it stands. */
export function compileKeyword(key: Key, value: unknown): Test {
  const text = plainValue(key, value)
  if (text === '') throw new RuleFault('a keyword is empty and would match everything', 'give it a text to look for')
  if (key.comparison === 're') {
    const matches = compileRegex(text, key.regexFlags)
    return (record) => evidence(record, (leaf) => matches(leaf.scalar.text))
  }
  const matches = compileText({ ...key, comparison: 'contains' }, value)
  const pieces = plainPieces(patternOf({ ...key, cased: false }, text))
  return (record) => {
    const everything = record.everything()
    return pieces.every((piece) => everything.includes(piece))
      ? evidence(record, (leaf) => matches(leaf.scalar))
      : undefined
  }
}

function evidence(record: RecordView, holds: (leaf: Leaf) => boolean): ReturnType<Test> {
  const leaf = record.leaves().find(holds)
  return leaf === undefined ? undefined : { field: leaf.path, value: leaf.scalar.text }
}
