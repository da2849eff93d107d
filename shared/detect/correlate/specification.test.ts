import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Json } from '../../events/audit-event.ts'
import { compileRuleset, faultLine, parseRules } from '../index.ts'
import { anEvent, aRule } from '../testing.ts'
import { replay } from './replay.ts'
import { NOON_MS, offsetMs, uidOfNumber } from './testing.ts'

/** The rules that the specification's examples refer to and do not write out: of events of that name. */
const referred = (...names: string[]) =>
  names
    .map(
      (name) =>
        `---\ntitle: ${name}\nname: ${name}\n${source}detection: { selection: { is: ${name} }, condition: selection }\n`,
    )
    .join('')
const source = 'logsource: { product: test }\n'
const correlation = (type: string, rules: string, groupBy: string, rest: string) =>
  `title: The correlation\ncorrelation:\n  type: ${type}\n  rules: [${rules}]\n  group-by: [${groupBy}]\n  ${rest}\n`

const logins = `
title: Correlation - Multiple Failed Logins Followed by Successful Login
id: b180ead8-d58f-40b2-ae54-c8940995b9b6
status: experimental
falsepositives: [Unlikely]
level: high
correlation:
  type: temporal_ordered
  rules: [multiple_failed_login, successful_login]
  group-by: [User]
  timespan: 10m
---
title: Multiple failed logons
id: a8418a5a-5fc4-46b5-b23b-6c73beb19d41
name: multiple_failed_login
correlation:
  type: event_count
  rules: [failed_login]
  group-by: [User]
  timespan: 10m
  condition: { gte: 10 }
---
title: Single failed login
id: 53ba33fd-3a50-4468-a5ef-c583635cfa92
name: failed_login
${source}detection: { selection: { EventID: [529, 4625] }, condition: selection }
---
title: Successful login
id: 4d0a2c83-c62c-4ed4-b475-c7e23a9269b8
name: successful_login
${source}detection: { selection: { EventID: [528, 4624] }, condition: selection }
`

const connections = `
title: Connections that end in errors
correlation:
  type: temporal
  rules: [internal_error, new_network_connection]
  group-by: [internal_ip, remote_ip]
  timespan: 10s
  aliases:
    internal_ip: { internal_error: destination.ip, new_network_connection: source.ip }
    remote_ip: { internal_error: source.ip, new_network_connection: destination.ip }
---
title: internal_error
name: internal_error
${source}detection: { selection: { http.response.status_code: 500 }, condition: selection }
---
title: new_network_connection
name: new_network_connection
${source}detection:
  selection: { event.category: network, event.type: connection, event.outcome: success }
  condition: selection
`

type Happening = [at: string, record: { [name: string]: Json }]
const many = (count: number, record: (i: number) => { [name: string]: Json }, every = 10): Happening[] =>
  Array.from({ length: count }, (_, i) => [`${i * every}s`, record(i)])

async function alerts(yaml: string, happenings: Happening[]): Promise<string[]> {
  const docs = parseAllDocuments(yaml).map((doc) => ({ file: 'spec.yml', doc: doc.toJS() as unknown }))
  const { faults, ...parsed } = parseRules(docs)
  expect(faults.map(faultLine)).toEqual([])
  const events = happenings.map(([at, raw], i) => ({
    uid: uidOfNumber(i),
    event: anEvent({ time: NOON_MS + offsetMs(at), raw }),
  }))
  return (await replay(compileRuleset(parsed), events)).map(({ key, events: of }) => `${key}: ${of.length}`)
}

const failed = (i: number) => ({ EventID: i % 2 === 0 ? 529 : 4625, User: 'ann' })
const error = { http: { response: { status_code: 500 } }, source: { ip: '192.0.2.9' }, destination: { ip: '10.0.0.1' } }
const connected = (remote: string) => ({
  event: { category: 'network', type: 'connection', outcome: 'success' },
  ...{ source: { ip: '10.0.0.1' }, destination: { ip: remote } },
})
const failedLogin =
  correlation('event_count', 'login', 'ComputerName', 'timespan: 1h\n  condition: { gte: 100 }') + referred('login')
const manyUsers =
  correlation(
    'value_count',
    'login',
    'ComputerName, WorkstationName',
    'timespan: 1d\n  condition: { field: User, gte: 100 }',
  ) + referred('login')
const user = (User: string) => ({ is: 'login', ComputerName: 'dc', WorkstationName: 'ws', User })
const recon = (type: string) =>
  correlation(type, 'recon_a, recon_b, recon_c', 'ComputerName, User', 'timespan: 5m') +
  referred('recon_a', 'recon_b', 'recon_c')
const ran = (is: string, ComputerName = 'pc') => ({ is, ComputerName, User: 'ann' })
const sent =
  correlation('value_sum', 'web', 'SourceIP, User', 'timespan: 1h\n  condition: { field: bytes_sent, gt: 1000000 }') +
  referred('web')
const average =
  correlation('value_avg', 'web', 'SourceIP, User', 'timespan: 24h\n  condition: { field: bytes_sent, gt: 500 }') +
  referred('web')
const web = (bytes_sent: number | string) => ({ is: 'web', SourceIP: '192.0.2.1', User: 'ann', bytes_sent })
const seldom =
  correlation('value_percentile', 'process', 'ComputerName', 'timespan: 24h\n  condition: { field: image, lte: 1 }') +
  referred('process')
const started = (image: string) => ({ is: 'process', ComputerName: 'pc', image })

describe("the specification's examples", () => {
  it.each<[what: string, yaml: string, happenings: Happening[], found: string[]]>([
    [
      '100 failed logins to a host in an hour',
      failedLogin,
      many(100, () => ({ is: 'login', ComputerName: 'dc' })),
      ['ComputerName=dc: 100'],
    ],
    ['99 of them', failedLogin, many(99, () => ({ is: 'login', ComputerName: 'dc' })), []],
    ['100 of them, too slowly', failedLogin, many(100, () => ({ is: 'login', ComputerName: 'dc' }), 37), []],
    [
      '100 accounts from one station',
      manyUsers,
      many(100, (i) => user(`u${i}`)),
      ['ComputerName=dc, WorkstationName=ws: 100'],
    ],
    ['99 accounts from one station', manyUsers, many(200, (i) => user(`u${i % 99}`)), []],
    [
      'reconnaissance in any order',
      recon('temporal'),
      [
        ['0s', ran('recon_c')],
        ['1m', ran('recon_a')],
        ['5m', ran('recon_b')],
      ],
      ['ComputerName=pc, User=ann: 3'],
    ],
    [
      'reconnaissance on two hosts',
      recon('temporal'),
      [
        ['0s', ran('recon_c')],
        ['1m', ran('recon_a', 'other')],
        ['2m', ran('recon_b')],
      ],
      [],
    ],
    [
      'reconnaissance in order',
      recon('temporal_ordered'),
      [
        ['0s', ran('recon_a')],
        ['1m', ran('recon_b')],
        ['5m', ran('recon_c')],
      ],
      ['ComputerName=pc, User=ann: 3'],
    ],
    [
      'reconnaissance out of order',
      recon('temporal_ordered'),
      [
        ['0s', ran('recon_c')],
        ['1m', ran('recon_a')],
        ['2m', ran('recon_b')],
      ],
      [],
    ],
    [
      'a megabyte sent',
      sent,
      [
        ['0s', web(600_000)],
        ['1h', web('400001')],
      ],
      ['SourceIP=192.0.2.1, User=ann: 2'],
    ],
    [
      'just a megabyte sent',
      sent,
      [
        ['0s', web(600_000)],
        ['1h', web(400_000)],
      ],
      [],
    ],
    [
      '500 bytes on average',
      average,
      [
        ['0s', web(400)],
        ['1h', web(600)],
      ],
      [],
    ],
    [
      'more than 500 bytes on average',
      average,
      [
        ['0s', web(400)],
        ['1h', web(601)],
      ],
      ['SourceIP=192.0.2.1, User=ann: 2'],
    ],
    [
      'a process of one in a hundred',
      seldom,
      [...many(99, () => started('sh')), ['1h', started('nc')]],
      ['ComputerName=pc: 100'],
    ],
    ['a process of one in fifty', seldom, [...many(49, () => started('sh')), ['1h', started('nc')]], []],
    [
      'an error and a connection of the same two',
      connections,
      [
        ['0s', error],
        ['10s', connected('192.0.2.9')],
      ],
      ['internal_ip=10.0.0.1, remote_ip=192.0.2.9: 2'],
    ],
    [
      'an error and a connection of others',
      connections,
      [
        ['0s', error],
        ['1s', connected('192.0.2.8')],
      ],
      [],
    ],
    [
      'an error and a connection too late',
      connections,
      [
        ['0s', error],
        ['11s', connected('192.0.2.9')],
      ],
      [],
    ],
    [
      'failed logins, then a successful one',
      logins,
      [...many(10, failed), ['9m', { EventID: 4624, User: 'ann' }]],
      ['User=ann: 2'],
    ],
    [
      'too few failed logins, then a successful one',
      logins,
      [...many(9, failed), ['9m', { EventID: 4624, User: 'ann' }]],
      [],
    ],
    [
      'a successful login before the tenth failed one',
      logins,
      [...many(10, failed), ['1m25s', { EventID: 528, User: 'ann' }]],
      [],
    ],
    [
      'failed logins, then a successful one of another',
      logins,
      [...many(10, failed), ['9m', { EventID: 4624, User: 'bob' }]],
      [],
    ],
  ])('%s', async (_, yaml, happenings, found) => {
    expect(await alerts(yaml, happenings)).toEqual(found)
  })
})

const SCHEMA_TESTS = join(process.cwd(), '../shared/sigma-spec/tests/schema')

describe.skipIf(!existsSync(SCHEMA_TESTS))(
  "the specification's own documents (skipped where ../shared is absent)",
  () => {
    const documents = (folder: string) =>
      existsSync(SCHEMA_TESTS)
        ? readdirSync(join(SCHEMA_TESTS, folder)).flatMap((file) =>
            parseAllDocuments(readFileSync(join(SCHEMA_TESTS, folder, file), 'utf8')).map((doc) => ({
              file,
              doc: doc.toJS() as { correlation?: { rules: string[] } },
            })),
          )
        : []

    it.each(documents('correlation'))('$file loads', ({ file, doc }) => {
      const rules = (doc.correlation?.rules ?? []).map((id) => ({
        file,
        doc: aRule({ id, title: id }),
      }))
      const { correlations, faults } = parseRules([{ file, doc }, ...rules])
      expect(faults.map(faultLine)).toEqual([])
      expect(correlations).toHaveLength(1)
    })

    it.each(documents('rules'))('$file loads', ({ file, doc }) => {
      const { rules, faults } = parseRules([{ file, doc }])
      expect([rules.length, faults.map(faultLine)]).toEqual([1, []])
    })
  },
)
