import { basename } from 'node:path'
import { writeDurably } from './memory.ts'
import type { Unit } from './unit.ts'

const NEWLINE = 0x0a

/**
 * Keeps what the server takes neither in a batch nor alone: the lines in FILE, as they are, so that it can be sent when
 * they were mended; the reasons in FILE.reasons, one JSON object each.
 */
export async function keepRefused(
  file: string,
  { bytes, end }: Unit,
  reason: string,
  of: { name: string; nowMs: number },
) {
  const isLine = bytes.at(-1) === NEWLINE
  await writeDurably(file, 'a', isLine ? bytes : Buffer.concat([bytes, Buffer.from('\n')]))
  const place = { file: of.name, byte: end - bytes.length, bytes: bytes.length }
  const why = { time: new Date(of.nowMs).toISOString(), ...place, reason }
  await writeDurably(`${file}.reasons`, 'a', `${JSON.stringify(why)}\n`)
}

/** `auth.log` of the state `…/send-1a2b.json` → `…/send-1a2b.auth.log.rejected`. */
export function refusedFileOf(stateFile: string, name: string): string {
  return `${stateFile.replace(/\.json$/, '')}.${basename(name)}.rejected`
}
