import type { Json } from '../../events/audit-event.ts'
import type { User } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'

const UNSET = new Set(['4294967295', '-1', 'unset'])
/** Programs with which somebody who is logged in becomes somebody else: `acct` is who that is. */
const SWITCH = /(?:^|\/)(?:su|sudo|sudo-rs|doas|pkexec|runuser|run0)$/

/** Who an event is of, and as whom they acted where that is somebody else. */
export type Parties = { user: User; impersonated?: User | undefined }

/**
 * The account that logged in counts (`auid`, which stays whatever rights one gains); before anybody has, the account
 * that wants to, or the one that the process runs under.
 * @param isLogin whether `acct` is who acts, and not an account that is changed
 */
export function partiesOf(raw: JsonObject, isLogin: boolean): Parties {
  const account = isLogin ? first(at(raw, 'acct')) : undefined
  const login = accountOf(raw, 'auid', 'AUID')
  const own = accountOf(raw, 'uid', 'UID')
  if (account !== undefined) {
    if (login === undefined) return { user: { name: account } }
    const isOther = login.name === undefined ? SWITCH.test(first(at(raw, 'exe')) ?? '') : login.name !== account
    if (isOther) return { user: login, impersonated: { name: account } }
    return { user: present({ name: account, uid: login.uid }) }
  }
  // The process that takes logins runs as root, which is not who wants in.
  if (login === undefined) return { user: (isLogin ? accountOf(raw, 'id', 'ID') : own) ?? {} }
  return { user: login, impersonated: own === undefined || own.uid === login.uid || isLogin ? undefined : own }
}

/** An account by its number, with the name that an enriched record gives it; root is 0 on every host. */
function accountOf(raw: JsonObject, number: string, title: string): User | undefined {
  const uid = first(at(raw, number))
  if (uid === undefined || UNSET.has(uid)) return undefined
  return present({ name: first(at(raw, title)) ?? (uid === '0' ? 'root' : undefined), uid })
}

/** The value, or the first of several. */
export function first(value: Json | undefined): string | undefined {
  return name(Array.isArray(value) ? value[0] : value)
}
