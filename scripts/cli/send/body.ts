import type { LineFormat } from './format.ts'
import type { Body } from './segment.ts'
import type { Document } from './split-document.ts'
import type { Unit } from './unit.ts'

const COMMA = Buffer.from(',')

/** Lines as they are; a last one without a newline gets none. */
export function bodyOfLines(units: readonly Unit[], format: LineFormat): Body {
  const type = format === 'ndjson' ? 'application/x-ndjson' : 'text/plain'
  return { bytes: Buffer.concat(units.map(({ bytes }) => bytes)), type }
}

/** Items within what surrounded their list, so that an envelope stays one; all of them make the document as it was. */
export function bodyOfItems(units: readonly Unit[], { before, after }: Document): Body {
  const items = units.flatMap(({ bytes }, index) => (index === 0 ? [bytes] : [COMMA, bytes]))
  return { bytes: Buffer.concat([before, ...items, after]), type: 'application/json' }
}
