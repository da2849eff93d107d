const SECONDS = /^\d{1,12}$/
/** What Slack and Standard Webhooks both ask for. */
const TOLERANCE_MS = 5 * 60_000

/** Whether a header's time, seconds since 1970 UTC, is at most 5 minutes off, one way or the other. */
export function isRecent(seconds: string | null, nowMs: number): boolean {
  return seconds !== null && SECONDS.test(seconds) && Math.abs(nowMs - Number(seconds) * 1_000) <= TOLERANCE_MS
}
