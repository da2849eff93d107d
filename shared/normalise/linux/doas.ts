import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const RAN = { activity: 'doas.command', classUid: CLASS.apiActivity, status: 'Success' } as const
const REFUSED = { ...RAN, status: 'Failure' } as const

/** doas of OpenBSD and its ports. https://man.openbsd.org/doas */
export const doas = grammarOf([
  [/^(?<user>\S+) ran command (?<command>.*) as (?<as>\S+) from \S+$/, RAN],
  [/^(?<user>\S+) ran command as (?<as>[^\s:]+): (?<command>.*)$/, RAN],
  [/^failed command for (?<user>[^\s:]+): (?<command>.*)$/, { ...REFUSED, detail: 'failed command' }],
  [/^command not permitted for (?<user>[^\s:]+): (?<command>.*)$/, { ...REFUSED, detail: 'command not permitted' }],
  [/^failed auth for (?<user>[^\s:]+)/, { ...REFUSED, detail: 'failed auth' }],
])
