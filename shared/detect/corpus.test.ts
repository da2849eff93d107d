import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from './index.ts'
import { anEvent } from './testing.ts'

const CORPUS = join(import.meta.dirname, '../../../shared')
const present = existsSync(join(CORPUS, 'sigma-rules'))

/** Sigma's log sources of each folder of records; those of Entra stand in one file. */
const SOURCES: Record<string, AuditEvent['logsource'][]> = {
  'aws-cloudtrail': [{ product: 'aws', service: 'cloudtrail' }],
  github: [{ product: 'github', service: 'audit' }],
  kubernetes: [{ product: 'kubernetes', service: 'audit' }],
  'linux-auditd': [{ product: 'linux', service: 'auditd' }],
  okta: [{ product: 'okta', service: 'okta' }],
  onelogin: [{ product: 'onelogin', service: 'onelogin.events' }],
  duo: [{ product: 'cisco', service: 'duo' }],
  'cisco-aaa': [{ product: 'cisco', service: 'aaa' }],
  'gcp-audit': [{ product: 'gcp', service: 'gcp.audit' }],
  'azure-activity': [{ product: 'azure', service: 'activitylogs' }],
  'azure-entra': ['auditlogs', 'signinlogs', 'riskdetection', 'pim'].map((service) => ({ product: 'azure', service })),
}

/** Every placeholder of the public rules, with a value that no record has. */
const PLACEHOLDERS = Object.fromEntries(
  [
    'ApprovedUserUpn',
    'Approved_Inviters',
    'HomeTenantID',
    'Important_AppIds',
    'KNOWN_LOCATION',
    'Known_Location',
    'Legitimate_Countries',
    'Legitimate_IP_Ranges',
    'UnApprovedDevice',
    'UnApprovedIp',
    'UnLegitCountries',
    'legtimate_identifiers',
  ].map((name) => [name, ['a value of no record']]),
)

type Line = Record<string, Json>

function jsonLines(path: string): Line[] {
  return textLines(path).map((line): Line => JSON.parse(line))
}

function textLines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

function loadRules(folder: string) {
  return readdirSync(join(CORPUS, 'sigma-rules', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(CORPUS, 'sigma-rules', folder, file), 'utf8')).map((doc) => ({
        file,
        doc: doc.toJS() as unknown,
      })),
    )
}

/** CloudTrail records that came by EventBridge are judged as the record itself. */
function unwrap(source: string, record: Line): Json {
  return source === 'aws-cloudtrail' && 'detail' in record ? record['detail']! : record
}

/** A line of auditd's log as its pairs, those within a quoted message too. */
function auditdPairs(line: string): Line {
  const pairs = [...line.replaceAll("'", ' ').matchAll(/([\w-]+)=("[^"]*"|\S*)/g)]
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value!.replaceAll('"', '')]))
}

function textRecords(source: string, path: string): Json[] {
  return source === 'linux-auditd' ? textLines(path).map(auditdPairs) : textLines(path)
}

function* events(source: string): Generator<{ at: string; raw: Json }> {
  const folder = join(CORPUS, 'events', source)
  for (const file of readdirSync(folder)) {
    if (/labels|sigma-expected|normalised/.test(file)) continue
    const path = join(folder, file)
    const records = file.endsWith('.log')
      ? textRecords(source, path)
      : jsonLines(path).map((record) => unwrap(source, record))
    for (const [i, raw] of records.entries()) yield { at: `${file}:${i + 1}`, raw }
  }
}

describe.skipIf(!present)('the public rules on real records (skipped where ../shared is absent)', () => {
  const folders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting']
  const parsed = present ? parseRules(folders.flatMap(loadRules)) : { rules: [], correlations: [], faults: [] }
  const ruleset = compileRuleset(parsed)
  const exact = compileRuleset(parsed, { exactNames: true })

  it('loads every rule but those its authors call unsupported, each refused with its reason', () => {
    const documents = ['rules', 'rules-emerging-threats', 'rules-threat-hunting', 'rules-placeholder', 'unsupported']
    const all = parseRules(documents.flatMap(loadRules), { placeholders: PLACEHOLDERS })
    const reasons = all.faults.filter(({ problem, remedy }) => problem !== '' && remedy !== '')
    const unsupported = all.faults.filter(({ problem }) => /aggregation|timeframe|unsupported/.test(problem))
    expect(parsed.faults).toEqual([])
    expect(reasons).toEqual(unsupported)
    expect([all.rules.length, all.faults.length]).toEqual([457, 15])
  })

  it('refuses every rule with a placeholder that has no values, by its name', () => {
    const { rules, faults } = parseRules(loadRules('rules-placeholder'))
    expect(rules).toEqual([])
    expect(faults.every(({ problem }) => /the placeholder "%\w+%", which has no values/.test(problem))).toBe(true)
  })

  for (const [source, logsources] of Object.entries(SOURCES))
    it.each(['strict', 'aliased'])(`agrees with the %s expected matches of ${source}, in both directions`, (names) => {
      const records = [...events(source)]
      expect(records.length).toBeGreaterThan(0)
      const lines = jsonLines(join(CORPUS, 'events', source, 'sigma-expected.jsonl'))
      const expected = new Map(
        lines.map((line) => [`${line['file']}:${line['n']}`, (line[names] ?? line['strict']) as string[]]),
      )
      const wrong = records.flatMap(({ at, raw }) => {
        const ours = logsources
          .flatMap((logsource) => judge(names === 'strict' ? exact : ruleset, anEvent({ logsource, raw })).matches)
          .map((match) => match.rule.id)
          .sort()
        const theirs = [...(expected.get(at) ?? [])].sort()
        return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ at, ours, theirs }]
      })
      expect(wrong).toEqual([])
    })

  it('agrees with every made-up case of a rule that must or must not match', () => {
    const cases = jsonLines(join(CORPUS, 'events/sigma-derived/cases.jsonl'))
    const wrong = cases.filter(({ rule, logsource, match, event }) => {
      const judged = judge(ruleset, anEvent({ logsource: logsource as AuditEvent['logsource'], raw: event! }))
      return judged.matches.some((one) => one.rule.id === rule) !== match
    })
    expect(wrong).toEqual([])
  })
})
