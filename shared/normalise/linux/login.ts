import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const ACCEPTED = { activity: 'login', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...ACCEPTED, status: 'Failure' } as const

/** login of util-linux and shadow. https://github.com/util-linux/util-linux/blob/master/login-utils/login.c */
export const login = grammarOf([
  [
    /^FAILED LOGIN \(?\d+\)? (?:FROM|on) \S+(?: from (?<from>\S+?))? (?:FOR|for) [`']?(?<user>.*?)'?, (?<detail>.*)$/,
    REFUSED,
  ],
  [/^FAILED LOGIN SESSION FROM (?<from>\S+) FOR (?<user>.*?), (?<detail>.*)$/, REFUSED],
  [/^(?<detail>TOO MANY LOGIN TRIES) \(\d+\) FROM (?<from>\S+) FOR (?<user>.*?), /, REFUSED],
  [/^ROOT LOGIN ON \S+(?: FROM (?<from>\S+))?$/, { ...ACCEPTED, user: 'root' }],
  [/^ROOT LOGIN +on '[^']*'(?: from '(?<from>[^']*)')?/, { ...ACCEPTED, user: 'root' }],
  [/^(?:LOGIN|DIALUP AT) (?:ON )?\S+ BY (?<user>\S+)(?: FROM (?<from>\S+))?$/, ACCEPTED],
])
