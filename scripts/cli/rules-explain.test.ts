import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anEvent } from '../../shared/detect/testing.ts'
import { writeFiles } from '../../shared/rules/testing/write-files.ts'
import { appendEvents } from '../../shared/store/append-events.ts'
import { createPartitions } from '../../shared/store/partitions.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { run } from './testing.ts'

const RULES = `title: Root Did It
id: root
logsource: { product: aws, service: cloudtrail }
detection: { s: { userIdentity.type: Root }, keywords: [trail], condition: s and keywords }
---
title: Root Often
id: often
correlation: { type: event_count, rules: [root], group-by: [userIdentity.type], timespan: 1h, condition: { gte: 5 } }
---
title: Failed
id: failed
logsource: { product: auditflow }
detection: { s: { status: Failure }, condition: s }
`
const RECORD = JSON.stringify({ eventName: 'StopLogging', eventSource: 'cloudtrail', userIdentity: { type: 'Root' } })
const AWS = ['--product', 'aws', '--service', 'cloudtrail']

let database: TestDatabase
const stored = auditEvent({ status: 'Failure' }, 'evt-1')
const copies = [auditEvent({}, 'evt-2', '/a'), auditEvent({}, 'evt-2', '/b')]

beforeAll(async () => {
  database = await createTestDatabase()
  const all = [stored, ...copies]
  await createPartitions(database.sql)(all.map(({ event }) => event.data.time))
  await transaction(database.sql, (tx) => appendEvents(tx, all))
})
afterAll(() => database.drop())

function explain(event: string, rule: string, more: readonly string[] = [], stdin = '') {
  const root = writeFiles({ 'r.yml': RULES })
  return run(['rules', 'explain', event, rule, '--rules', root, ...more], { DATABASE_URL: database.url }, stdin)
}

describe('auditflow rules explain', () => {
  it('gives the reasons of a match, of a record from stdin', async () => {
    const { code, out } = await explain('-', 'Root Did It', AWS, RECORD)
    expect(code).toBe(0)
    expect(out).toEqual([
      '"Root Did It" matches, key *',
      '  selection "s": userIdentity.type is Root',
      '  selection "keywords": eventSource is cloudtrail',
    ])
  })

  it('gives the first part that fails, of a record in a file', async () => {
    const file = `${writeFiles({ 'e.json': RECORD.replace('Root', 'IAMUser') })}/e.json`
    const { code, out } = await explain(file, 'root', AWS)
    expect(code).toBe(1)
    expect(out).toEqual([
      '"Root Did It" does not match',
      '  selection "s": userIdentity.type: wanted "Root", found "IAMUser"',
    ])
  })

  it('says of a correlation whether the event counts, and what else it asks for', async () => {
    expect((await explain('-', 'often', AWS, RECORD)).out).toEqual([
      'The event counts towards "Root Often" in the group userIdentity.type=Root',
      '  selection "s": userIdentity.type is Root',
      '  selection "keywords": eventSource is cloudtrail',
      '  it asks for event_count ≥ 5 within 1h',
    ])
    const { code, out } = await explain('-', 'often', ['--product', 'gcp'], RECORD)
    expect(code).toBe(1)
    expect(out[1]).toBe('  rule "Root Did It": log source: product: wanted "aws", found "gcp"')
  })

  it.each([
    ['a normalised event', anEvent({ status: 'Failure' })],
    [
      'a CloudEvent',
      {
        specversion: '1.0',
        id: 'i',
        source: '/s',
        type: 'io.auditflow.audit.event.v1',
        data: anEvent({ status: 'Failure' }),
      },
    ],
    [
      'a CloudEvent of another type',
      { specversion: '1.0', id: 'i', source: '/s', type: 't', data: { action: 'a', status: 'failure' } },
    ],
  ])('reads %s', async (_, event) => {
    expect((await explain('-', 'failed', [], JSON.stringify(event))).out[0]).toMatch(/^"Failed" matches/)
  })

  it('finds a stored event by its uid and by its id', async () => {
    for (const given of [stored.uid, 'evt-1'])
      expect((await explain(given, 'failed')).out[0]).toMatch(/^"Failed" matches/)
  })

  it.each<[string, string, readonly string[], string, string]>([
    ['evt-9', 'failed', [], '', 'evt-9: there is no such file, and no stored event of that uid or id'],
    ['evt-2', 'failed', [], '', 'evt-2: several stored events have that id: give a uid, such as '],
    ['-', 'nothing', [], '{}', 'no rule "nothing" loads'],
    ['-', 'failed', [], '{', 'stdin: Expected property name'],
    ['-', 'failed', [], '[]', 'stdin: the event is no JSON object'],
    ['-', 'failed', [], '{"a":1}', 'stdin: it is no normalised event and no CloudEvent: say whose record it is'],
    ['-', 'failed', [], '{"activity_name":"a"}', 'stdin: time: '],
    ['-', 'failed', ['--service', 's'], '{}', '--service needs --product'],
  ])('says what is wrong with %s, %s, %j, %s', async (event, rule, more, stdin, wanted) => {
    const { code, err } = await explain(event, rule, more, stdin)
    expect(code).toBe(2)
    expect(err[0]).toContain(wanted)
  })
})
