import { randomBytes } from 'node:crypto'

const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/

/** The trace id of a W3C `traceparent` (https://www.w3.org/TR/trace-context/, section 3.2), if it is a valid one. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return traceparent ? (TRACEPARENT.exec(traceparent)?.[1] ?? undefined) : undefined
}

/** A new `traceparent`, for an event that comes without one. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`
}
