import type { AuditEvent, Json } from '../../events/audit-event.ts'
import { CLASS, SEVERITY, severityOf } from '../classify.ts'
import { identify } from '../identity.ts'
import { type Form, grammarOf } from '../linux/line.ts'
import { readStamp } from '../linux/stamp.ts'
import { makeEvent, type Resource } from '../make-event.ts'
import { at, type JsonObject, name, present } from '../record.ts'
import type { Context, Source, Unfit } from '../source.ts'

const PROVIDER = { origin: '/sources/cisco', product: 'IOS', vendor: 'Cisco' }
/** By Cisco's own levels: emergencies, alerts, critical, errors, warnings, notifications, informational, debugging. */
const SEVERITIES = [SEVERITY.fatal, SEVERITY.critical, SEVERITY.critical, SEVERITY.medium, SEVERITY.low]
const LOGIN = { activity: '', classUid: CLASS.authentication } as const
const CHANGE = { activity: '', classUid: CLASS.apiActivity, status: 'Success' } as const

/** `Feb 17 13:40:03.673 UTC`, `2026 Feb 17 13:40:03`. */
const STAMP = String.raw`(?:(?:\d{4} )?[A-Z][a-z]{2} [ \d]\d(?: \d{4})? \d\d:\d\d:\d\d(?:\.\d{1,9})?)`
/**
 * `HOST SEQUENCE: ORIGIN: *STAMP ZONE: %FACILITY-SEVERITY-MNEMONIC: text`, of which all before `%` but the colon may be
 * missing; a collector may have put its own stamp and the host in front.
 * https://www.cisco.com/c/en/us/td/docs/routers/access/wireless/software/guide/SysMsgLogging.html
 */
const LINE = new RegExp(
  String.raw`^(?:<\d{1,3}>)?(?:(?<outer>${STAMP}) )?(?:(?<host>[\w.:-]{1,255}) )?(?:(?<sequence>\d{1,12}): )?` +
    String.raw`(?:(?<origin>[\w.-]{1,255}): )?[*.]?(?<inner>${STAMP})?(?: [A-Z]{3,5})? ?: ?` +
    `%(?<facility>[A-Z][A-Z0-9_]{1,31})-(?<severity>[0-7])-(?<mnemonic>[A-Z0-9_]{2,63}): ?(?<text>.*)$`,
  's',
)

const FORMS: readonly Form[] = [
  [/^User:(?<user>\S+) +logged command:(?<command>.*)$/s, CHANGE],
  [/^Configured from \S+ by (?<user>\S+)(?: on \S+)?(?: \((?<from>[^\s)]+)\))?/, CHANGE],
  [/^Login [Ss]uccess \[user: (?<user>.*?)\] \[Source: (?<from>[^\s\]]+)\]/, { ...LOGIN, status: 'Success' }],
  [
    /^Login failed \[user: (?<user>.*)\] \[Source: (?<from>[^\s\]]+)\].*\[Reason: (?<detail>[^\]]*)\]/,
    { ...LOGIN, status: 'Failure' },
  ],
  [
    /^User '(?<user>.*)' authentication for SSH2 Session from (?<from>\S+) .* Succeeded$/,
    { ...LOGIN, status: 'Success' },
  ],
  [/^User '(?<user>.*)' authentication for SSH2 Session from (?<from>\S+) .* Failed$/, { ...LOGIN, status: 'Failure' }],
  [/^User (?<user>\S+) has exited tty session \d+\((?<from>[^\s)]+)\)/, { ...LOGIN, status: 'Success' }],
]
const read = grammarOf(FORMS)

/** Messages of Cisco's network devices about who logged in and which commands they gave, as lines of syslog. */
export const cisco: Source = {
  name: 'cisco',
  logSources: [{ product: 'cisco', service: 'aaa' }],
  marks: ['message', 'log', 'msg'],
  recognises(record) {
    const line = lineOf(record)
    return line?.includes('%') === true && LINE.test(line)
  },
  normalise,
}

function normalise(record: JsonObject, { receivedAtMs }: Context) {
  const line = lineOf(record)
  const parts = line === undefined ? undefined : LINE.exec(line)?.groups
  if (line === undefined || parts === undefined)
    return { reason: 'no message of a Cisco device: it has %FACILITY-SEVERITY-MNEMONIC: in it' } satisfies Unfit
  const { outer, inner, sequence, facility, severity, mnemonic, text = '' } = parts
  const host = parts['host'] ?? parts['origin'] ?? name(at(record, 'host'))
  const reading = read(text)
  const status: AuditEvent['status'] = reading?.status ?? 'Unknown'
  const stamp = inner ?? outer
  const timeMs = stamp === undefined ? undefined : timeOf(stamp, receivedAtMs)
  const raw = present({ host, sequence, timestamp: stamp, facility, severity, mnemonic, message: text })
  const facts = {
    id: identify([timeMs ?? null, raw]),
    ownId: undefined,
    times: [timeMs, at(record, 'timestamp')],
    activity: `${facility}-${severity}-${mnemonic}`,
    classUid: reading?.classUid ?? CLASS.base,
    status,
    severity: Math.max(SEVERITIES[Number(severity)] ?? SEVERITY.informational, severityOf(status, true)),
    statusDetail: reading?.detail,
    message: text,
    user: present({ name: name(reading?.user) }),
    address: reading?.from,
    resources: resourcesOf(reading?.command, host),
    logsource: { product: 'cisco', service: 'aaa' },
    raw,
    rawData: line,
  }
  return makeEvent(PROVIDER, facts, receivedAtMs)
}

function lineOf(record: JsonObject): string | undefined {
  const text: Json | undefined = at(record, 'message') ?? at(record, 'log') ?? at(record, 'msg')
  return typeof text === 'string' ? text : undefined
}

/** NX-OS puts the year first. */
function timeOf(stamp: string, receivedAtMs: number): number | undefined {
  return readStamp(stamp.replace(/^(\d{4}) ([A-Z][a-z]{2} [ \d]\d) /, '$2 $1 '), receivedAtMs)?.timeMs
}

function resourcesOf(command: string | undefined, host: string | undefined): Resource[] {
  return Object.entries({ command, host }).flatMap(([type, thing]) => {
    const title = name(thing)
    return title === undefined ? [] : [{ type, name: title }]
  })
}
