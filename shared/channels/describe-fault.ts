import { EgressForbidden } from './egress.ts'

/** Why a far side could not be reached. Only codes are told: messages can quote addresses with secrets in them. */
export function describeFault(fault: unknown, timeoutMs: number): string {
  if (fault instanceof EgressForbidden) return fault.message
  if (fault instanceof Error && fault.name === 'TimeoutError') return `gave no answer within ${timeoutMs / 1_000} s`
  return `could not be reached (${codeOf(fault)})`
}

function codeOf(fault: unknown): string {
  if (!(fault instanceof Error)) return 'network error'
  if (fault instanceof AggregateError && fault.errors.length > 0) return codeOf(fault.errors[0])
  return 'code' in fault && /^[A-Z0-9_]{1,60}$/.test(String(fault.code)) ? String(fault.code) : 'network error'
}
