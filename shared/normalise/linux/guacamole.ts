import { CLASS } from '../classify.ts'
import { grammarOf } from './line.ts'

const ACCEPTED = { activity: 'guacamole.login', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...ACCEPTED, status: 'Failure' } as const
const CONNECTION = { activity: 'guacamole.connection' } as const

/**
 * Apache Guacamole, the web application. With `X-Forwarded-For` it writes a list, the client's own claim first.
 * https://github.com/apache/guacamole-client/blob/main/guacamole/src/main/java/org/apache/guacamole/rest/auth/AuthenticationService.java
 */
export const guacamole = grammarOf([
  [/Authentication attempt from \[?(?<from>[^\s,\]]+)[^"]* for user "(?<user>.*)" failed\.?$/m, REFUSED],
  [/Authentication attempt from \[?(?<from>[^\s,\]]+)[^"]* failed\.?$/m, REFUSED],
  [/User "(?<user>.*)" successfully authenticated from \[?(?<from>[^\s,\]]+)/, ACCEPTED],
  [/User "(?<user>.*)" (?:dis)?connected (?:to|from) /, CONNECTION],
])
