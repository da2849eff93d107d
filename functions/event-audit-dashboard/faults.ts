import { Unavailable } from '../../shared/ports/outcome.ts'
import { READ_TIMEOUT_MS } from '../../shared/store/read-only.ts'
import type { SilencePreview } from '../../shared/store/silences/preview-silence.ts'
import { BadFilter } from './filters/read-field.ts'

export class NotFound extends Error {
  override readonly name = 'NotFound'
}

/** The change does not fit the state that the alert is in. */
export class Conflict extends Error {
  override readonly name = 'Conflict'
}

/** What was asked for reaches so far that it needs to be confirmed; what it would do is said with it. */
export class Unconfirmed extends Error {
  override readonly name = 'Unconfirmed'
  readonly reason: string
  readonly preview: SilencePreview
  constructor(reason: string, preview: SilencePreview) {
    super(`${reason}; send "confirm": true if that is what you want`)
    this.reason = reason
    this.preview = preview
  }
}

/** The request may be right, but whoever sent it may not. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden'
}

export class Unauthorized extends Error {
  override readonly name = 'Unauthorized'
}

export type Problem = {
  status: 400 | 401 | 403 | 404 | 409 | 500 | 503
  title: string
  detail: string
  retryAfter?: number
  /** The fields that are wrong. */
  errors?: readonly { field: string; reason: string }[]
  preview?: SilencePreview
}

const RETRY_AFTER_SECONDS = 5
const QUERY_CANCELED = '57014'
/** Connection lost or refused, server starting or stopping, too many connections, no such database or role. */
const DATABASE_AWAY = /^(08|57P0|53|3D000|28)|^(ECONN|EPIPE|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|CONNECT)/
/** Ended because two changes waited for each other, or for what another one holds. */
const CROSSED = /^(40|55P03)/

/** What to tell of a fault: never a stack, never the text of an unexpected one. */
export function problemOf(fault: unknown): Problem {
  if (fault instanceof BadFilter) return badFilter(fault)
  if (fault instanceof NotFound) return { status: 404, title: 'Not found', detail: fault.message }
  if (fault instanceof Conflict) return { status: 409, title: 'Not possible now', detail: fault.message }
  if (fault instanceof Unconfirmed)
    return { status: 409, title: 'Needs to be confirmed', detail: fault.message, preview: fault.preview }
  if (fault instanceof Forbidden) return { status: 403, title: 'Refused', detail: fault.message }
  if (fault instanceof Unauthorized) return { status: 401, title: 'Token needed', detail: fault.message }
  if (fault instanceof Unavailable) return unavailable(fault.message, fault.retryAfterSeconds)
  const code = codeOf(fault)
  if (code === QUERY_CANCELED)
    return unavailable(`the query took longer than ${READ_TIMEOUT_MS / 1000} s: choose a shorter time or fewer filters`)
  if (DATABASE_AWAY.test(code)) return unavailable('the database is not reachable, trying again may help')
  if (CROSSED.test(code)) return unavailable('another change was made at the same moment, trying again may help')
  return { status: 500, title: 'Something went wrong', detail: 'an unexpected fault; the log has the details' }
}

function badFilter({ message, faults }: BadFilter): Problem {
  const errors = faults.map(({ field, message: reason }) => ({ field, reason }))
  return { status: 400, title: 'A field is wrong', detail: message, errors }
}

function unavailable(detail: string, retryAfter = RETRY_AFTER_SECONDS): Problem {
  return { status: 503, title: 'Not available', detail, retryAfter }
}

function codeOf(fault: unknown): string {
  const code = typeof fault === 'object' && fault !== null && 'code' in fault ? fault.code : undefined
  return typeof code === 'string' ? code : ''
}
