import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const DONE = { classUid: CLASS.authentication, status: 'Success' } as const

/** systemd-logind. https://github.com/systemd/systemd/blob/main/src/login/logind-session.c */
export const logind = grammarOf([
  [
    /^New session '?(?<session>[^\s']+)'? of user '?(?<user>[^\s']+?)'?(?: with class .*)?\.?$/,
    { ...DONE, activity: 'logind.session.new' },
  ],
  [/^Session '?(?<session>[^\s']+)'? logged out\./, { ...DONE, activity: 'logind.session.logout' }],
  [/^Removed session '?(?<session>[^\s'.]+)'?\.$/, { ...DONE, activity: 'logind.session.removed' }],
  [
    /^(?:The system will|System is) (?<detail>reboot|power(?:ing)? (?:off|down)|halt|suspend|hibernat)/,
    { activity: 'logind.power', status: 'Success' },
  ],
])
