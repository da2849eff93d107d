import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { describe, expect, it } from 'vitest'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { normalise } from './normalise.ts'
import { at, type JsonObject } from './record.ts'
import { SOURCES } from './sources/index.ts'

const CORPUS = new URL('../../../shared/events/', import.meta.url)
const isThere = existsSync(CORPUS)
/** The labels of lines without a year are of tests that ran on this day. */
const RECEIVED = Date.UTC(2005, 7, 14, 12)
const WAZUH_PROGRAMS: Record<string, string> = { 'macos-date-format-sshd': 'sshd' }

/**
 * A label that counts failures of an address over several lines: a line that fails by itself is not counted when the
 * next one succeeds, and one that succeeds is when it follows failures under other names.
 */
const COUNTED_ELSEWHERE = 'one line alone says otherwise: the label counts over several'
/** The address stands in an earlier line of the same connection; each line is an event of its own. */
const ADDRESS_ELSEWHERE = 'the line has no address: it stands in an earlier one of the connection'
const NOT_TO_BAN = 'a failure, which the label leaves out because another record of the same login is counted'

/** Every label that an event does not say, by file and line, with the reason. */
const EXCEPTIONS: Record<string, string> = {
  'fail2ban-pam-generic:3 status':
    'the label’s filter does not know this old way of writing the module; it is a failure',
  ...of('fail2ban-sshd-journal', 'status', COUNTED_ELSEWHERE, [18, 30, 32, 41, 44, 46, 47, 48, 49, 51]),
  ...of('fail2ban-sshd-journal', 'host', ADDRESS_ELSEWHERE, [39, 40, 53, 54, 55]),
  'fail2ban-sshd-journal:28 host': 'a name that the host does not know may hold the first address; the last is sshd’s',
  ...of('fail2ban-sshd', 'status', COUNTED_ELSEWHERE, [27, 28, 30, 32, 34, 45, 49, 50, 52]),
  ...of('fail2ban-sshd', 'host', ADDRESS_ELSEWHERE, [41, 43, 55]),
  ...of('fail2ban-selinux-ssh', 'status', NOT_TO_BAN, [1, 3, 4]),
  ...of('fail2ban-selinux-ssh', 'time', 'upstream does not check the times of these, which are an hour off', [3, 4]),
  'libaudit-parse-audit-rhel7:16 refused': 'auditd could not read this record, and upstream refuses it; it is kept',
  'libaudit-parse-audit-rhel7:23 data': 'the name in the label was replaced, the one in the hexadecimal was not',
  ...of('libaudit-ubuntu-16.10-linux-4.8.0', 'a0 a1 a2 a3', 'addresses in memory, for which EXECVE has the words', [1]),
  ...of('libaudit-ubuntu-17.04-linux-4.10.0', 'actor', 'the uid is of the daemon that refused somebody unknown', [3]),
}

type Label = {
  n: number
  auth_failure?: boolean
  host?: string | null
  time?: string | null
  wazuh_decoder?: string
  expected?: JsonObject
  parsed?: JsonObject
  group_line?: number
  group_size?: number
}
type Found = Record<string, { is: unknown; wanted: unknown }>

function of(file: string, what: string, reason: string, lines: number[]): Record<string, string> {
  const members = what.split(' ')
  return Object.fromEntries(lines.flatMap((n) => members.map((member) => [`${file}:${n} ${member}`, reason])))
}

function labelsOf(folder: string): { at: string; label: Label; lines: string[] }[] {
  return readdirSync(new URL(folder, CORPUS))
    .filter((file) => file.endsWith('.labels.jsonl'))
    .flatMap((file) => {
      const title = file.replace('.labels.jsonl', '')
      const lines = textLines(`${folder}/${title}.log`)
      return textLines(`${folder}/${file}`).map((text) => {
        const label = JSON.parse(text) as Label
        return {
          at: `${title}:${label.n}`,
          label,
          lines: lines.slice(label.n - 1, label.n - 1 + (label.group_size ?? 1)),
        }
      })
    })
}

function textLines(path: string): string[] {
  return readFileSync(new URL(path, CORPUS), 'utf8').replace(/\n$/, '').split('\n')
}

function eventOf(source: string, lines: string[]): AuditEvent {
  const items = normalise(SOURCES.get(source), lines, { headers: new Headers(), receivedAtMs: RECEIVED })
  const [item] = items
  if (item?.ok !== true || items.length !== 1) throw new Error(`${items.length} items: ${JSON.stringify(items)}`)
  return item.event.data
}

/** The labels that an event does not say, each with what it says instead. */
function missesOf(found: [at: string, Found][]): Record<string, unknown> {
  const misses = found.flatMap(([place, members]) =>
    Object.entries(members).flatMap(([member, { is, wanted }]) =>
      JSON.stringify(is) === JSON.stringify(wanted) ? [] : [[`${place} ${member}`, { is, wanted }] as const],
    ),
  )
  return Object.fromEntries(misses)
}

/** Each label that is missed has its exception, and each exception is of one that is. */
function expectOnlyExceptions(misses: Record<string, unknown>, files: RegExp) {
  const excepted = Object.keys(EXCEPTIONS).filter((key) => files.test(key))
  expect(Object.entries(misses).filter(([key]) => !(key in EXCEPTIONS))).toEqual([])
  expect(excepted.filter((key) => !(key in misses))).toEqual([])
}

const whereFrom = ({ src_endpoint: { ip, hostname } }: AuditEvent) => ip ?? hostname
const rawOf = (event: AuditEvent, key: string) => at(event.raw, key)
const isFailure = ({ status }: AuditEvent) => status === 'Failure'

describe.skipIf(!isThere)('labels of real lines (skipped where ../shared/events is absent)', () => {
  const auth = isThere ? labelsOf('linux-auth') : []
  const auditd = isThere ? labelsOf('linux-auditd') : []

  it('of failures, addresses and times are what events say', () => {
    const labelled = [...auth, ...auditd].filter(({ label }) => label.auth_failure !== undefined)
    const found = labelled.map(({ at: place, label, lines }): [string, Found] => {
      const isAuditd = lines[0]?.startsWith('type=') === true
      const event = eventOf(isAuditd ? 'auditd' : 'linux', lines)
      const zoned = isAuditd ? inCentralEurope(event.time) : new Date(event.time).toISOString()
      return [
        place,
        {
          status: { is: isFailure(event), wanted: label.auth_failure },
          ...(label.host && { host: { is: whereFrom(event), wanted: label.host } }),
          ...(label.time && { time: { is: zoned.slice(0, 19), wanted: label.time } }),
        },
      ]
    })
    expect(found.length).toBe(144)
    expectOnlyExceptions(missesOf(found), /^fail2ban/)
  })

  it('of the programs are those that lines are read by', () => {
    const labelled = auth.filter(({ label }) => label.wazuh_decoder !== undefined)
    const found = labelled.map(({ at: place, label, lines }): [string, Found] => {
      const { activity_name, raw } = eventOf('linux', lines)
      const decoder = String(label.wazuh_decoder)
      const is = decoder === 'pam' ? activity_name.split('.')[0] : at(raw, 'SYSLOG_IDENTIFIER')
      return [place, { program: { is, wanted: WAZUH_PROGRAMS[decoder] ?? decoder } }]
    })
    expect(found.length).toBe(38)
    expect(missesOf(found)).toEqual({})
  })

  it('of who did what over ssh, with sudo and to accounts are what events say', () => {
    const labelled = auth.filter(({ label }) => label.expected !== undefined)
    const found = labelled.map(({ at: place, label, lines }): [string, Found] => [
      place,
      membersOf(eventOf('linux', lines), label.expected!),
    ])
    expect(found.length).toBe(14)
    expect(missesOf(found)).toEqual({})
  })

  it('of the fields of audit records are in raw', () => {
    const labelled = auditd.filter(({ at: place }) => place.startsWith('libaudit-parse'))
    const found = labelled.map(({ at: place, label, lines }): [string, Found] => {
      const event = eventOf('auditd', lines)
      if (label.parsed === undefined) return [place, { refused: { is: false, wanted: true } }]
      const keys = at(label.parsed, 'keys')
      return [
        place,
        {
          ...headOf(event, label.parsed),
          ...fieldsOf(event, label.parsed['data'] as JsonObject),
          ...(keys !== undefined && { keys: { is: [rawOf(event, 'key')].flat(), wanted: keys } }),
        },
      ]
    })
    expect(found.length).toBe(46)
    expectOnlyExceptions(missesOf(found), /^libaudit-parse/)
  })

  it('of events of several audit records are what the joined event says', () => {
    const labelled = auditd.filter(({ label }) => label.expected !== undefined)
    const found = labelled.map(({ at: place, label, lines }): [string, Found] => {
      const event = eventOf('auditd', lines)
      return [place, { ...headOf(event, label.expected!), ...joinedOf(event, label.expected!) }]
    })
    expect(found.length).toBe(26)
    expectOnlyExceptions(missesOf(found), /^libaudit-(?!parse)/)
  })
})

function membersOf(event: AuditEvent, wanted: JsonObject): Found {
  const ofType = (type: string) => event.resources.find((resource) => resource.type === type)?.name
  const isAccount = wanted['uid'] !== undefined
  const found: Record<string, unknown> = {
    process: rawOf(event, 'SYSLOG_IDENTIFIER'),
    user: isAccount ? ofType('user') : event.actor.user.name,
    source_ip: whereFrom(event),
    dropped_ip: whereFrom(event),
    outcome: event.status.toLowerCase(),
    target_user: event.actor.impersonated?.name,
    command: ofType('command'),
    group: ofType('group'),
    error: event.status_detail ?? null,
  }
  // What has no field of its own stands in the message still.
  const inMessage = (value: unknown) => (String(rawOf(event, 'MESSAGE')).includes(String(value)) ? value : undefined)
  return Object.fromEntries(
    Object.entries(wanted).map(([key, value]) => [
      key,
      { is: key in found ? found[key] : inMessage(value), wanted: value },
    ]),
  )
}

function headOf(event: AuditEvent, wanted: JsonObject): Found {
  return {
    time: { is: event.time, wanted: Date.parse(String(wanted['@timestamp'])) },
    type: { is: event.activity_name.toLowerCase(), wanted: wanted['record_type'] },
    sequence: { is: Number(event.metadata.uid?.split(':')[1]), wanted: wanted['sequence'] },
  }
}

const CONTEXT = ['user', 'role', 'domain', 'level', 'category']
const RENAMED: Record<string, string> = {
  arch: 'ARCH',
  syscall: 'SYSCALL',
  socket_addr: 'laddr',
  socket_port: 'lport',
  socket_family: 'saddr_fam',
  title: 'proctitle',
}

/** Upstream names numbers, takes contexts apart and calls both `res` and `success` a result. */
function fieldsOf(event: AuditEvent, wanted: JsonObject): Found {
  const isSocket = rawOf(event, 'saddr_fam') !== undefined && rawOf(event, 'type') === 'SOCKADDR'
  return Object.fromEntries(
    Object.entries(wanted).map(([key, value]) => {
      if (key === 'result') return [key, { is: resultOf(event), wanted: value }]
      const [field = '', part = ''] = /^(?:subj|obj)_/.test(key) ? key.split('_', 2) : [key]
      if (part !== '') return [key, { is: contextPart(String(rawOf(event, field)), part), wanted: value }]
      const name = key === 'family' && isSocket ? 'saddr_fam' : (RENAMED[key] ?? key)
      const ours = [rawOf(event, name)].flat().map((one) => named(key, one))
      return [key, { is: ours.includes(value) ? value : ours, wanted: value }]
    }),
  )
}

function contextPart(context: string, part: string): string | undefined {
  const parts = context.split(':')
  const index = CONTEXT.indexOf(part)
  return index < CONTEXT.length - 1 ? parts[index] : parts.slice(index).join(':')
}

function resultOf({ status }: AuditEvent): string {
  return { Success: 'success', Failure: 'fail', Unknown: 'unknown' }[status]
}

function named(key: string, value: unknown): unknown {
  if (['auid', 'ses', 'old-auid'].includes(key) && value === '4294967295') return 'unset'
  if (key === 'socket_family' && value === 'inet') return 'ipv4'
  const table = key === 'exit' && Number(value) < 0 ? constants.errno : key === 'sig' ? constants.signals : undefined
  const number = Math.abs(Number(value))
  // A number is a signal's name in one of upstream's tests alone: where the kernel itself sent it.
  if (table === undefined || (key === 'sig' && number !== constants.signals.SIGSYS)) return value
  return Object.entries(table).find(([, code]) => code === number)?.[0] ?? value
}

/** All but `category`, `ecs` and the types of objects, which are upstream's own classes and no part of a record. */
function joinedOf(event: AuditEvent, wanted: JsonObject): Found {
  const { user, impersonated } = event.actor
  const ours = [user.name, user.uid, impersonated?.name, impersonated?.uid]
  const actors = valuesOf(at(wanted, 'summary', 'actor'))
  const { args, name, ...process } = (wanted['process'] ?? {}) as JsonObject
  const words = Array.isArray(args) ? args.map((_, i) => rawOf(event, `a${i}`)) : undefined
  const { type: _, ...object } = at(wanted, 'summary', 'object') as JsonObject
  const told = [...valuesOf(object), at(wanted, 'summary', 'how') ?? []].flat()
  const known = Object.values(event.raw as JsonObject).flat()
  const contexts = Object.entries((at(wanted, 'user', 'selinux') ?? {}) as JsonObject)
  return {
    actor: { is: actors.filter((actor) => actor !== 'unset' && !ours.includes(String(actor))), wanted: [] },
    summary: { is: told.filter((value) => !known.includes(value)), wanted: [] },
    result: { is: resultOf(event), wanted: wanted['result'] },
    ...fieldsOf(event, { ses: wanted['session'] as Json, ...(name !== undefined && { comm: name }), ...process }),
    ...fieldsOf(event, at(wanted, 'user', 'ids') as JsonObject),
    ...fieldsOf(event, Object.fromEntries(contexts.map(([part, value]) => [`subj_${part}`, value]))),
    ...fieldsOf(event, (wanted['data'] ?? {}) as JsonObject),
    ...(words && { args: { is: words, wanted: args } }),
    ...(wanted['file'] !== undefined && fileOf(event, wanted['file'] as JsonObject)),
  }
}

function fileOf(event: AuditEvent, { path, mode, device, inode, uid, gid, selinux = {} }: JsonObject): Found {
  const file = event.resources.find(({ type }) => type === 'file')?.name
  const modes = [rawOf(event, 'mode')].flat().map((one) => Number.parseInt(String(one), 8) & 0o7777)
  const contexts = Object.entries(selinux as JsonObject).map(([part, value]) => [`obj_${part}`, value])
  return {
    file: { is: file, wanted: path },
    mode: { is: modes.includes(Number.parseInt(String(mode), 8)), wanted: true },
    ...fieldsOf(event, { rdev: device, inode, ouid: uid, ogid: gid, ...Object.fromEntries(contexts) } as JsonObject),
  }
}

function valuesOf(object: Json | undefined): Json[] {
  return Object.values((object ?? {}) as JsonObject)
}

/** The zone that the labels of audit records were made in. */
function inCentralEurope(timeMs: number): string {
  return new Date(timeMs).toLocaleString('sv-SE', { timeZone: 'Europe/Zurich' }).replace(' ', 'T')
}
