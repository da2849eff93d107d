import { CLASS } from '../classify.ts'
import { type Grammar, grammarOf } from './line.ts'

const ACCEPTED = { activity: 'dropbear.login', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...ACCEPTED, status: 'Failure' } as const
const ENDED = { activity: 'dropbear.disconnect', classUid: CLASS.authentication } as const

/** With its own clock in front, where it does not write to syslog. */
const CLOCK = /^\[\d{1,10}\] [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d /

const read = grammarOf([
  [/^\w+(?: \w+)? auth succeeded for '(?<user>.*)' (?:with .* )?from (?<from>\S+)$/, ACCEPTED],
  [/^[Bb]ad (?<detail>.*) attempt for '(?<user>.*)' from (?<from>\S+)$/, REFUSED],
  [/^[Ll]ogin attempt for (?<detail>nonexistent user)(?: '(?<user>.*)')? from (?<from>\S+)$/, REFUSED],
  [/^Login attempt (?<detail>with wrong user) (?<user>.*) from (?<from>\S+)$/, REFUSED],
  [/^[Ee]xit before auth from <(?<from>[^\s>]+)>: \(user '(?<user>.*)', \d+ fails\): (?<detail>.*)$/, REFUSED],
  [/^[Ee]xit before auth from <(?<from>[^\s>]+)>: (?<detail>.*)$/, REFUSED],
  [/^[Ee]xit before auth \(user '(?<user>.*)', \d+ fails\): (?<detail>.*)$/, REFUSED],
  [/^[Ee]xit \((?<user>\S+)\) from <(?<from>[^\s>]+)>: (?<detail>.*)$/, ENDED],
  [/^[Cc]hild connection from (?<from>\S+)$/, { activity: 'dropbear.connection' }],
])

/** Dropbear. https://github.com/mkj/dropbear/blob/master/src/svr-authpasswd.c */
export const dropbear: Grammar = (message) => read(message.replace(CLOCK, ''))
