import type { Body } from './segment.ts'

/** Where bodies go, and what lets them in. */
export type Target = { url: string; token: string }

/** What became of a body. */
export type Verdict =
  | { kind: 'accepted'; accepted: number; rejected: { index: number; reason: string }[] }
  /** The body as such is not taken: smaller ones may be. */
  | { kind: 'unfit'; reason: string }
  /** It may be taken later. */
  | { kind: 'away'; reason: string; retryAfterMs: number }
  /** Nothing will be taken before somebody changes something. */
  | { kind: 'refused'; reason: string }

const UNFIT = [400, 413, 422]
const AWAY = [408, 425, 429]
/** As much of an error's text as a line of a terminal holds. */
const REASON_LENGTH = 300
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** Posts a body to the webhook, once. Never throws. */
export async function post(body: Body, { url, token }: Target, signal: AbortSignal, nowMs: number): Promise<Verdict> {
  try {
    const headers = { 'content-type': body.type, authorization: `Bearer ${token}` }
    const init = { method: 'POST', headers, body: new Uint8Array(body.bytes), signal, redirect: 'manual' } as const
    const response = await fetch(url, init)
    return judge(response, await response.text(), nowMs)
  } catch (error) {
    return { kind: 'away', reason: faultOf(error as Error), retryAfterMs: 0 }
  }
}

function judge({ status, headers }: Response, text: string, nowMs: number): Verdict {
  if (status >= 200 && status < 300) {
    const receipt = receiptOf(text)
    if (receipt !== undefined) return { kind: 'accepted', ...receipt }
    return { kind: 'refused', reason: `answered ${status}, but not as AuditFlow's webhook does: check the address` }
  }
  const reason = `${status} ${reasonOf(text)}`.trim()
  if (UNFIT.includes(status)) return { kind: 'unfit', reason }
  if (AWAY.includes(status) || status >= 500)
    return { kind: 'away', reason, retryAfterMs: retryAfterMs(headers.get('retry-after'), nowMs) }
  if (status === 401 || status === 403) return { kind: 'refused', reason: `${reason}: check the token` }
  if (status >= 300 && status < 400)
    return { kind: 'refused', reason: `answered ${status} and leads to ${headers.get('location')}: send there` }
  return { kind: 'refused', reason: `${reason}: check the address and the source` }
}

function receiptOf(text: string) {
  try {
    const { accepted, rejected } = JSON.parse(text) as { accepted: unknown; rejected: unknown }
    if (typeof accepted !== 'number' || !Array.isArray(rejected)) return undefined
    return { accepted, rejected: rejected as { index: number; reason: string }[] }
  } catch {
    return undefined
  }
}

/** The message of an error in the webhook's own form, else the text as it is. */
function reasonOf(text: string): string {
  let reason = text
  try {
    const { error } = JSON.parse(text) as { error?: unknown }
    if (typeof error === 'string') reason = error
  } catch {
    // What stands before the webhook answers in forms of its own.
  }
  return reason.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, REASON_LENGTH)
}

/** `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. */
function retryAfterMs(value: string | null, nowMs: number): number {
  if (value === null) return 0
  const ms = /^\d+$/.test(value.trim()) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS)
}

/** fetch hides what went wrong in the cause. */
function faultOf(error: Error): string {
  if (error.name === 'AbortError') return 'no answer in time'
  const cause = error.cause as (Error & { code?: string }) | undefined
  return cause?.code ?? cause?.message ?? error.message
}
