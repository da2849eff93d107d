import { Composer, type ErrorCode, LineCounter, Parser } from 'yaml'
import { type Path, type RoutingFault, RoutingRefused } from './routing-refused.ts'
import { isTooDeep } from './yaml-depth.ts'
import { TreeReader, YamlFault } from './yaml-tree-reader.ts'

/** A YAML document as plain values, whose maps have no prototype. Aliases to one anchor share one value. */
export type YamlTree = {
  value: unknown
  /** Keys that are there twice: the last one counts. */
  faults: readonly RoutingFault[]
  placeOf: (path: Path) => { line: number; column: number }
}

const MAX_TEXT = 200_000
/** The parser's own messages show parts of the text, and there are secrets in it. */
const REASONS: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'this is not indented as YAML wants it, or a bracket before it is not closed',
  MISSING_CHAR: 'a character is missing here, such as a closing quote or bracket, or a comma',
  MULTILINE_IMPLICIT_KEY: 'a key is not closed on its line; is a colon or a quote missing?',
  MULTIPLE_DOCS: 'there is a second document; write one',
  TAB_AS_INDENT: 'YAML is indented by spaces, not by tabs',
  TAG_RESOLVE_FAILED: 'tags such as !!binary are not supported',
}

/** Reads a YAML 1.2 text of one document. @throws RoutingRefused */
export function readYaml(text: string): YamlTree {
  const lines = new LineCounter()
  const placed = ({ offset, reason }: YamlFault): RoutingFault => ({ ...positionOf(lines, offset), path: '', reason })
  const refuse = (faults: readonly YamlFault[]): never => {
    throw new RoutingRefused(faults.map(placed))
  }
  if (text.length > MAX_TEXT) return refuse([new YamlFault(0, `it is longer than ${MAX_TEXT} characters`)])
  const tokens = [...new Parser(lines.addNewLine).parse(text)]
  if (isTooDeep(tokens)) return refuse([new YamlFault(0, 'it is nested too deeply')])
  const documents = [
    ...new Composer({ merge: true, uniqueKeys: false, logLevel: 'silent' }).compose(tokens, true, text.length),
  ]
  const document = documents[0]!
  const problems = [...document.errors, ...document.warnings]
  const second = documents[1] === undefined ? [] : [new YamlFault(documents[1].range[0], REASONS.MULTIPLE_DOCS!)]
  if (problems.length + second.length > 0)
    return refuse([...problems.map(({ code, pos }) => new YamlFault(pos[0], REASONS[code] ?? noYaml(code))), ...second])
  try {
    const reader = new TreeReader(document)
    const value = reader.read(document.contents)
    const placeOf = (path: Path) => positionOf(lines, reader.offsetOf(value, path))
    return { value, faults: reader.duplicates.map(placed), placeOf }
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error
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
