import type { Json } from '../../events/audit-event.ts'
import { CLASS, classOf } from '../classify.ts'
import type { Facts, Resource } from '../make-event.ts'
import { name, present } from '../record.ts'

/** What one of Duo's logs says; time and log source are found alike in all. */
export type Reading = Omit<Facts, 'id' | 'times' | 'logsource' | 'raw'> & {
  /** What tells entries apart, beside activity and time, that claim one id. */
  core: readonly (Json | undefined)[]
}

export function resource(type: string | undefined, title: Json | undefined, key: Json | undefined): Resource[] {
  const uid = name(key)
  const text = name(title) ?? uid
  return text === undefined ? [] : [present({ type, name: text, uid })]
}

/** `admin_login_error` and `admin_2fa_error` are of signing in; `bypass_create` and `phone_add` of an account's factors. */
export function classOfAction(action: string): number {
  if (/2fa/.test(action)) return CLASS.authentication
  return classOf(
    action,
    /^(?:admin|bypass|phone|hardtoken|webauthn|u2f)/.test(action) ? CLASS.accountChange : CLASS.apiActivity,
  )
}
