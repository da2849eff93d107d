import { decodeText } from '../../../shared/normalise/body/decode-text.ts'
import { type Document, parseBody } from '../../../shared/normalise/body/parse-body.ts'
import { Unreadable } from '../../../shared/normalise/body/unreadable.ts'
import { asBuffer } from '../as-buffer.ts'
import { splitJson } from './split-json.ts'

const STARTS_AS_JSON = /^\s*[[{]/
const LOOK_AT_BYTES = 256

/** The events in a body of `/services/collector/event`: JSON texts one after the other, each judged by itself. */
export function readEvents(body: Uint8Array): Document[] {
  return splitJson(body).flatMap((text, index) => documentsIn(text, index))
}

/**
 * The events in a body of `/services/collector/raw`: a line each, or JSON texts.
 * @throws Unreadable when it is not UTF-8
 */
export function readRaw(body: Uint8Array): Document[] {
  if (STARTS_AS_JSON.test(textOf(body.subarray(0, LOOK_AT_BYTES)))) return readEvents(body)
  const lines = decodeText(body).split(/\r?\n/)
  return lines.filter((line) => line.trim() !== '').map((line) => ({ ok: true, value: line }))
}

function documentsIn(text: Uint8Array, index: number): Document[] {
  try {
    return parseBody(text, 'json')
  } catch (fault) {
    if (!(fault instanceof Unreadable)) throw fault
    return [{ ok: false, reason: `event ${index} of the body: ${fault.message}`, payload: textOf(text) }]
  }
}

function textOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString()
}
