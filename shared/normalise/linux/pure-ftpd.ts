import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const ACCEPTED = { activity: 'pure-ftpd.login', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...ACCEPTED, status: 'Failure' } as const

/** Pure-FTPd: `(ann@192.0.2.1) [NOTICE] /file uploaded`. https://github.com/jedisct1/pure-ftpd/blob/master/src/ftpd.c */
export const pureFtpd = grammarOf([
  [/^\([^\s()]*@(?<from>[^\s()]+)\) \[WARNING\] (?<detail>Authentication failed) for user \[(?<user>.*)\]$/, REFUSED],
  [/^\([^\s()]*@(?<from>[^\s()]+)\) \[INFO\] (?<user>.*) is now logged in$/, ACCEPTED],
  [/^\([^\s()]*@(?<from>[^\s()]+)\) \[INFO\] New connection from /, { activity: 'pure-ftpd.connection' }],
  [
    /^\((?<user>[^\s()@]*)@(?<from>[^\s()]+)\) \[NOTICE\] (?<file>.*) (?:uploaded|downloaded)/,
    { activity: 'pure-ftpd.transfer', status: 'Success' },
  ],
  [
    /^\((?<user>[^\s()@]*)@(?<from>[^\s()]+)\) \[INFO\] Logout\.$/,
    { activity: 'pure-ftpd.logout', classUid: CLASS.authentication, status: 'Success' },
  ],
])
