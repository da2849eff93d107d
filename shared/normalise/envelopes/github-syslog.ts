import { parsedOr } from '../parsed.ts'
import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

const MARK = 'github_audit: '

/** The line of syslog that GitHub Enterprise Server writes an audit-log entry into. */
export const githubSyslog: Envelope = {
  marks: ['message'],
  open(item) {
    const line = at(item, 'message')
    if (typeof line !== 'string') return undefined
    const start = line.indexOf(MARK)
    const entry = start < 0 ? undefined : parsedOr(line.slice(start + MARK.length), null)
    return entry === undefined || entry === null ? undefined : [entry]
  },
}
