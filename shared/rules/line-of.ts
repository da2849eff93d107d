import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml'
import type { DocumentPath } from '../detect/fault.ts'

/**
 * The line, counted from 1, where a part of a YAML text stands: that of its key, or of the nearest part around it for
 * one that is not there. The text is read anew, since few parts are ever asked for and a document's tree is large.
 * @param index of the document in the text, counted from 0
 */
export function lineOf(text: string, index: number, path: DocumentPath): number {
  const lines = new LineCounter()
  const document = [...parseAllDocuments(text, { lineCounter: lines })][index]
  return document === undefined ? 1 : lines.linePos(offsetOf(document, path)).line
}

function offsetOf(document: Document.Parsed, path: DocumentPath): number {
  let node: unknown = document.contents
  let offset = document.contents?.range[0] ?? document.range[0]
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    const next = isMap(node) ? memberOf(node.items, part) : isSeq(node) ? itemOf(node.items, part) : undefined
    if (next === undefined) return offset
    offset = next.offset
    node = next.value
  }
  return offset
}

type Part = { offset: number; value: unknown }

function memberOf(items: readonly { key: unknown; value: unknown }[], part: string | number): Part | undefined {
  for (const { key, value } of items)
    if (isScalar(key) && String(key.value) === String(part) && key.range) return { offset: key.range[0], value }
  return undefined
}

function itemOf(items: readonly unknown[], part: string | number): Part | undefined {
  const value = items[Number(part)]
  const range = isScalar(value) || isMap(value) || isSeq(value) || isAlias(value) ? value.range : undefined
  return range ? { offset: range[0], value } : undefined
}
