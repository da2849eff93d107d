import { Unreadable } from '../../shared/normalise/body/unreadable.ts'
import { TooManyRecords } from '../../shared/normalise/envelopes/index.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Log } from '../../shared/ports/ports.ts'
import { Refusal } from './reply.ts'

export type Fault = { status: number; error: string; headers: Record<string, string> }

/** Logs why a request failed, and says what its sender is told. A path is logged without its query, which may hold a token. */
export function describeFault(fault: unknown, path: string, log: Log): Fault {
  if (fault instanceof Refusal) {
    const { status, message, headers, detail } = fault
    log.warn('request refused', { path, status, reason: message, ...(detail !== undefined && { detail }) })
    return { status, error: message, headers }
  }
  if (fault instanceof Unreadable)
    return describeFault(new Refusal(fault.kind === 'malformed' ? 400 : 415, fault.message), path, log)
  if (fault instanceof TooManyRecords) {
    log.warn('request refused', { path, status: 413, reason: fault.message })
    return { status: 413, error: fault.message, headers: {} }
  }
  if (fault instanceof Unavailable) {
    log.error('request to be sent again', { path, reason: fault.message })
    const headers = { 'retry-after': String(fault.retryAfterSeconds) }
    return { status: 503, error: 'the events could not be handed over: send them again', headers }
  }
  const error = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault)
  log.error('unexpected fault', { path, error })
  return { status: 500, error: 'internal error', headers: {} }
}
