import { CLASS } from '../classify.ts'
import { type Form, type Grammar, grammarOf } from './line.ts'

const ACCEPTED = { activity: 'sshd.login', classUid: CLASS.authentication, status: 'Success' } as const
const REFUSED = { ...ACCEPTED, status: 'Failure' } as const
const TRIED = { ...ACCEPTED, status: 'Unknown' } as const
const ENDED = { activity: 'sshd.disconnect', classUid: CLASS.authentication } as const
/** A connection that ends before anybody has logged in is a login that failed. */
const ENDED_EARLY = { ...ENDED, status: 'Failure' } as const
const CONNECTED = { activity: 'sshd.connection' } as const

/** The levels that sshd writes out when it logs to standard error, and what a kernel's log puts before them. */
const LEVEL = /^(?:kernel: \[ *\d{1,10}\.\d{1,9}\] )?(?:(?:error|fatal|info|debug\d?): )?/

/**
 * OpenSSH. A name that the host does not know comes from the client and may hold anything, ` from ` and an address too:
 * the last address is the server's own. Behind a name that it knows there may be more, of keys and other hosts.
 * https://github.com/openssh/openssh-portable/blob/master/auth.c
 */
const FORMS: readonly Form[] = [
  [/^Accepted \S+ for (?<user>.*?) from (?<from>\S+) port \d+/, ACCEPTED],
  [
    /^Failed \S+ for i(?:nvalid|llegal) user (?<user>.*) from (?<from>\S+)(?: port \d+)?(?: ssh\d)?(?:: [\w-]+ [\w-]+:\S+)?$/,
    REFUSED,
  ],
  [/^Failed \S+ for (?<user>\S+) from (?<from>\S+)(?: port \d+)?(?: ssh\d)?(?:: |$)/, REFUSED],
  [/^Failed \S+ for (?<user>.*) from (?<from>\S+)(?: port \d+)?(?: ssh\d)?$/, REFUSED],
  [/^I(?:nvalid|llegal) user (?<user>.*) from (?<from>\S+)(?: port \d+)?$/, REFUSED],
  [/^User (?<user>.*) from (?<from>\S+) not allowed because (?<detail>.*)$/, REFUSED],
  [/^User (?<user>.*) not allowed because (?<detail>.*)$/, REFUSED],
  [/^ROOT LOGIN REFUSED FROM (?<from>\S+)/, { ...REFUSED, user: 'root' }],
  [/^PAM: (?<detail>.*?) for (?:i(?:nvalid|llegal) user )?(?<user>.*) from (?<from>\S+)(?: via \S+)?$/, REFUSED],
  [
    /^(?<detail>maximum authentication attempts exceeded) for (?:invalid user )?(?<user>.*) from (?<from>\S+) port \d+/,
    REFUSED,
  ],
  [/^(?<detail>Too many authentication failures) for (?<user>.*?)(?: \[preauth\])?$/, REFUSED],
  [
    /^Authentication tried for (?<user>.*) with correct key but not from a permitted host \(host=[^,]*, ip=(?<from>[^\s,)]+)/,
    REFUSED,
  ],
  [/^(?<detail>Authentication refused: .*)$/, REFUSED],
  [/^refused connect from .*\((?<from>[^\s()]+)\)$/, REFUSED],
  [/^refused connect from (?<from>\S+)$/, REFUSED],
  [/^(?<detail>Timeout before authentication) for (?:connection from )?(?<from>\S+?),?(?: .*)?$/, REFUSED],
  [/^(?<detail>Did not receive identification string) from (?<from>\S+)/, REFUSED],
  [/^(?<detail>Bad protocol version identification) .* from (?<from>\S+)(?: port \d+)?$/, REFUSED],
  [/^Unable to negotiate with (?<from>\S+?):? (?:port \d+: )?(?<detail>.*)$/, REFUSED],
  [/^(?<detail>Unable to negotiate .*)$/, REFUSED],
  [/^Postponed \S+ for (?:i(?:nvalid|llegal) user )?(?<user>.*) from (?<from>\S+) port \d+/, TRIED],
  [/^input_userauth_request: i(?:nvalid|llegal) user (?<user>.*?)(?: \[preauth\])?$/, TRIED],
  [
    /^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) (?:(?:authenticating|invalid) )?user (?<user>.*) (?<from>\S+) port \d+(?:: (?<detail>.*))? \[preauth\]$/,
    ENDED_EARLY,
  ],
  [
    /^(?:Connection (?:closed|reset) by|Disconnected from|Disconnecting) (?:(?:authenticating|invalid) )?user (?<user>.*) (?<from>\S+) port \d+(?:: (?<detail>.*))?$/,
    ENDED,
  ],
  [/^(?:Connection (?:closed|reset) by|Disconnected from) (?<from>\S+)(?: port \d+)? \[preauth\]$/, ENDED_EARLY],
  [/^(?:Connection (?:closed|reset) by|Disconnected from) (?<from>\S+)/, ENDED],
  [
    /^Received disconnect from (?<from>\S+)(?: port \d+)?: ?\d+: ?(?<detail>.*Auth fail.*|.* \[preauth\])$/,
    ENDED_EARLY,
  ],
  [/^Received disconnect from (?<from>\S+)(?: port \d+)?: ?\d+: ?(?<detail>.*)$/, ENDED],
  [/^Disconnecting: (?<detail>Too many authentication failures)(?: for (?<user>.*?))?(?: \[preauth\])?$/, ENDED_EARLY],
  [/^(?<detail>Read from socket failed: .*) \[preauth\]$/, ENDED_EARLY],
  [/^Read error from remote host (?<from>\S+?):? /, ENDED],
  [/^Connection from (?<from>\S+) port \d+/, CONNECTED],
  [/^Address (?<from>\S+) maps to /, CONNECTED],
  [/^reverse mapping checking getaddrinfo for .*\[(?<from>[^\s\]]+)\]/, CONNECTED],
  [/^SSH: Server;.*;Remote: (?<from>\S+?)-\d+;/, CONNECTED],
  [
    /^Starting session: .* for (?<user>\S+) from (?<from>\S+) port \d+/,
    { activity: 'sshd.session.start', status: 'Success' },
  ],
  [/^subsystem request for \S+ (?:from|by) user (?<user>\S+)/, { activity: 'sshd.subsystem', status: 'Success' }],
]

const read = grammarOf(FORMS)

export const sshd: Grammar = (message) => read(message.replace(LEVEL, ''))
