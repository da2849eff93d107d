/** IMF-fixdate, the one form a sender may generate (RFC 9110, section 5.6.7). */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/
const SECONDS = /^\d+$/

/**
 * Reads a Retry-After header (RFC 9110, section 10.2.3): seconds or a date.
 * @param now milliseconds since 1970 UTC
 * @returns milliseconds to wait, 0 for a date that is past; undefined when absent or unreadable
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const value = header?.trim() ?? ''
  if (SECONDS.test(value)) return Number(value) * 1_000
  if (!HTTP_DATE.test(value)) return undefined
  const at = Date.parse(value)
  return Number.isNaN(at) ? undefined : Math.max(0, at - now)
}
