import type { AuditEvent } from '../events/audit-event.ts'

type Status = AuditEvent['status']

export const CLASS = { base: 0, accountChange: 3001, authentication: 3002, accessManagement: 3005, apiActivity: 6003 }
export const SEVERITY = { informational: 1, low: 2, medium: 3, high: 4, critical: 5, fatal: 6 }

const AUTHENTICATION =
  /log(?:ged)?[ _.-]?(?:in|on|out|off)|sign[ _.-]?(?:in|on|out)|authenticat|(?:^|[_.])auth(?:$|[_.])|assumerole|sessiontoken|federationtoken|sso_response/i
const ACCESS =
  /permission|polic(?:y|ies)|role|grant|privilege|member|moderator|collaborator|(?:to|from)group|usergroup|access/i
const ACCOUNT = /user|account|password|loginprofile|accesskey|api_key|two_factor|mfa|credential/i

/**
 * The OCSF class that an operation's name speaks of.
 * @param otherwise for a name that speaks of none
 */
export function classOf(activity: string, otherwise: number): number {
  const text = activity.slice(0, 200)
  if (ACCOUNT.test(text) && /loginprofile/i.test(text)) return CLASS.accountChange
  if (AUTHENTICATION.test(text)) return CLASS.authentication
  if (ACCESS.test(text)) return CLASS.accessManagement
  return ACCOUNT.test(text) ? CLASS.accountChange : otherwise
}

/** How grave an outcome is by itself: what was denied or failed to sign in is worth more attention than what broke. */
export function severityOf(status: Status, isDenied: boolean): number {
  if (status !== 'Failure') return SEVERITY.informational
  return isDenied ? SEVERITY.medium : SEVERITY.low
}

/** Success or Failure by an HTTP status code; 101 is how Kubernetes answers `exec` and `attach`. */
export function statusOfCode(code: number): Status {
  if (code >= 400) return 'Failure'
  return code >= 100 ? 'Success' : 'Unknown'
}
