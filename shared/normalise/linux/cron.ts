import { CLASS } from '../classify.ts'
import type { Grammar } from './line.ts'

/** `(root) CMD (run-parts /etc/cron.hourly)`, `(ann) REPLACE (ann)`, `(ann) END EDIT (ann)`. */
const ENTRY = /^\((\S+)\) ([A-Z][A-Z ]{0,30}[A-Z]) \((.*)\)$/s
const REFUSED = /^(?:AUTH|FAILED|ERROR|BAD)/

/** cron runs jobs; `crontab` changes who has which. https://github.com/cronie-crond/cronie */
export const cron: Grammar = (message) => {
  const found = ENTRY.exec(message)
  if (found === null) return undefined
  const [, user, what = '', of] = found
  const isJob = what === 'CMD' || what === 'CMDOUT' || what === 'CMDEND'
  return {
    activity: isJob ? 'cron.job' : `crontab.${what.toLowerCase().replaceAll(' ', '_')}`,
    classUid: CLASS.base,
    status: REFUSED.test(what) ? 'Failure' : 'Success',
    user,
    ...(isJob ? { command: of } : { account: of }),
  }
}
