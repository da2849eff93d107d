import { CLASS } from '../classify.ts'
import type { Grammar } from './line.ts'

/** `[ann] OK LOGIN: Client "192.0.2.1"`, `[ann] OK UPLOAD: Client "192.0.2.1", "/file", 12 bytes, 1.00Kbyte/sec`. */
const ENTRY = /^(?:\[pid \d{1,10}\] )?(?:\[(.*)\] )?(?:(OK|FAIL) )?([A-Z]{2,16}): Client "([^"]*)"(?:, "(.*?)")?/

/** vsftpd's own log. https://security.appspot.com/vsftpd/vsftpd_conf.html */
export const vsftpd: Grammar = (message) => {
  const found = ENTRY.exec(message)
  if (found === null) return undefined
  const [, user, outcome, what = '', from, text] = found
  const isLogin = what === 'LOGIN' || what === 'CONNECT'
  return {
    activity: `vsftpd.${what.toLowerCase()}`,
    classUid: isLogin ? CLASS.authentication : CLASS.base,
    status: outcome === undefined ? 'Unknown' : outcome === 'OK' ? 'Success' : 'Failure',
    user,
    from,
    ...(isLogin ? { detail: text } : { file: text }),
  }
}
