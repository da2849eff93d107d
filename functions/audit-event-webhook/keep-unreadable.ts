import { Unreadable } from '../../shared/normalise/body/unreadable.ts'
import { answerWithinMs } from './answer-within.ts'
import { asBuffer } from './as-buffer.ts'
import type { Arrival } from './checks/check.ts'
import { handOver } from './hand-over.ts'
import type { Ports } from './ports.ts'
import { Refusal } from './reply.ts'

/** Not what it should be, and not said to be what it should. */
const UNREADABLE = [400, 415]

/**
 * Reads a body of a known sender. One that can't be read is refused, but kept as rejected first: a sender such as the
 * Kubernetes API server tries a few times and then throws it away, and what was in it would be known to nobody.
 * @throws what `read` throws; Unavailable when the body could not be kept
 */
export async function keepUnreadable<T>(
  read: () => T,
  body: Uint8Array,
  origin: string,
  arrival: Arrival,
  ports: Ports,
): Promise<T> {
  try {
    return read()
  } catch (fault) {
    const payload = textOf(body)
    if (!isUnreadable(fault) || payload.trim() === '') throw fault
    const item = { ok: false, reason: fault.message, payload } as const
    await handOver([item], origin, arrival, answerWithinMs(arrival, body), ports)
    throw fault
  }
}

function isUnreadable(fault: unknown): fault is Error {
  return fault instanceof Unreadable || (fault instanceof Refusal && UNREADABLE.includes(fault.status))
}

/** Every byte stays: what is no UTF-8 is read as Latin-1. */
function textOf(body: Uint8Array): string {
  const text = asBuffer(body).toString()
  return text.includes('\ufffd') ? asBuffer(body).toString('latin1') : text
}
