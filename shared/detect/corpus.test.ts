import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { AuditEvent, Json } from '../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from './index.ts'
import { anEvent } from './testing.ts'

const CORPUS = join(import.meta.dirname, '../../../shared')
const present = existsSync(join(CORPUS, 'sigma-rules'))

/** Sources whose rules name fields as the records have them, with Sigma's log source. */
const SOURCES: Record<string, AuditEvent['logsource']> = {
  'aws-cloudtrail': { product: 'aws', service: 'cloudtrail' },
  github: { product: 'github', service: 'audit' },
  kubernetes: { product: 'kubernetes', service: 'audit' },
  okta: { product: 'okta', service: 'okta' },
  onelogin: { product: 'onelogin', service: 'onelogin.events' },
  duo: { product: 'cisco', service: 'duo' },
  'cisco-aaa': { product: 'cisco', service: 'aaa' },
  'gcp-audit': { product: 'gcp', service: 'gcp.audit' },
  'azure-activity': { product: 'azure', service: 'activitylogs' },
}

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

function* events(source: string): Generator<{ at: string; raw: Json }> {
  const folder = join(CORPUS, 'events', source)
  for (const file of readdirSync(folder)) {
    if (/labels|sigma-expected|normalised/.test(file)) continue
    const path = join(folder, file)
    const records = file.endsWith('.log') ? textLines(path) : jsonLines(path).map((record) => unwrap(source, record))
    for (const [i, raw] of records.entries()) yield { at: `${file}:${i + 1}`, raw }
  }
}

describe.skipIf(!present)('the public rules on real records (skipped where ../shared is absent)', () => {
  const folders = ['rules', 'rules-emerging-threats', 'rules-threat-hunting']
  const parsed = present ? parseRules(folders.flatMap(loadRules)) : { rules: [], correlations: [], faults: [] }
  const ruleset = compileRuleset(parsed)

  it('loads every valid rule', () => {
    expect(parsed.faults).toEqual([])
    expect(parsed.rules.length).toBeGreaterThan(440)
  })

  it('refuses every rule with a placeholder or an old aggregation', () => {
    const placeholders = parseRules(loadRules('rules-placeholder'))
    expect(placeholders.faults.every((fault) => fault.problem.includes('placeholder'))).toBe(true)
    expect(placeholders.rules).toEqual([])
    const old = parseRules(loadRules('unsupported'))
    expect(
      old.faults.map((fault) => fault.problem).filter((text) => !/aggregation|timeframe|unsupported/.test(text)),
    ).toEqual([])
    expect(old.rules.map((rule) => rule.info.title)).toEqual(['OMIGOD SCX RunAsProvider ExecuteScript'])
  })

  for (const [source, logsource] of Object.entries(SOURCES))
    it(`agrees with the expected matches of ${source}, in both directions`, () => {
      const records = [...events(source)]
      expect(records.length).toBeGreaterThan(0)
      const lines = jsonLines(join(CORPUS, 'events', source, 'sigma-expected.jsonl'))
      const expected = new Map(lines.map(({ file, n, strict }) => [`${file}:${n}`, strict as string[]]))
      const wrong = records.flatMap(({ at, raw }) => {
        const { matches } = judge(ruleset, anEvent({ logsource, raw }))
        const ours = matches.map((match) => match.rule.id).sort()
        const theirs = [...(expected.get(at) ?? [])].sort()
        return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ at, ours, theirs }]
      })
      expect(wrong).toEqual([])
    })

  it('agrees with the expected matches of azure-entra, whose one file holds the records of several services', () => {
    const services = ['auditlogs', 'signinlogs', 'riskdetection', 'pim']
    const lines = jsonLines(join(CORPUS, 'events/azure-entra/sigma-expected.jsonl'))
    const expected = new Map(lines.map(({ file, n, strict }) => [`${file}:${n}`, strict as string[]]))
    const wrong = [...events('azure-entra')].flatMap(({ at, raw }) => {
      const matches = services.flatMap(
        (service) => judge(ruleset, anEvent({ logsource: { product: 'azure', service }, raw })).matches,
      )
      const ours = matches.map((match) => match.rule.id).sort()
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
