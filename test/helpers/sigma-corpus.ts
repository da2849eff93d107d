import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { RuleDocument } from '../../shared/detect/index.ts'
import type { Json, LogSource } from '../../shared/events/audit-event.ts'
import { normalise } from '../../shared/normalise/normalise.ts'
import { auditd } from '../../shared/normalise/sources/auditd.ts'

const CORPUS = join(process.cwd(), '../shared')
const RULES = join(CORPUS, 'sigma-rules')

/** Whether the public rules and records that development compares with are beside the checkout. */
export const corpusPresent = existsSync(RULES)

/** Every placeholder of the public rules, with a value that no record has. */
export const PLACEHOLDERS = Object.fromEntries(
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

/** The folders of rules that load without placeholders. */
export const RULE_FOLDERS = ['rules', 'rules-emerging-threats', 'rules-threat-hunting']

export type Line = Record<string, Json>

/** The JSON lines of a file below the corpus' `events`. */
export function corpusLines(file: string): Line[] {
  return jsonLines(join(CORPUS, 'events', file))
}

/** The documents of one folder of public rules. */
export function publicRules(folder: string): RuleDocument[] {
  return ruleFiles(join(RULES, folder))
}

/** The documents of every rule file in a folder and below, by file name; not the rules' tests. */
export function ruleFiles(folder: string): RuleDocument[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yml') && !file.endsWith('.tests.yml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((doc) => ({ file, doc: doc.toJS() as unknown })),
    )
}

/** Sigma's log sources of each folder of records that has expected matches; those of Entra stand in one file. */
export const SOURCES: Record<string, LogSource[]> = {
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

/** Further folders of records, without expected matches. */
export const OTHER_SOURCES: Record<string, LogSource[]> = {
  'google-workspace': [{ product: 'gcp', service: 'google_workspace.admin' }],
  m365: [{ product: 'm365', service: 'threat_management' }],
  'linux-auth': [{ product: 'linux', service: 'sshd' }],
  'generic-json': [{ product: 'json' }],
  auth0: [{ product: 'auth0' }],
}

/** The records of one folder, each with its file and line. */
export function* corpusRecords(source: string): Generator<{ at: string; raw: Json }> {
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

function jsonLines(path: string): Line[] {
  return textLines(path).map((line): Line => JSON.parse(line))
}

function textLines(path: string): string[] {
  return readFileSync(path, 'utf8').trimEnd().split('\n')
}

/** CloudTrail records that came by EventBridge are judged as the record itself. */
function unwrap(source: string, record: Line): Json {
  return source === 'aws-cloudtrail' && 'detail' in record ? record['detail']! : record
}

/** A line of auditd's log as its adapter reads it. */
function auditdFields(line: string): Json {
  const [item] = normalise(auditd, line, { headers: new Headers(), receivedAtMs: 0 })
  if (item?.ok !== true) throw new Error(`${line}: ${item?.reason}`)
  return item.event.data.raw
}

function textRecords(source: string, path: string): Json[] {
  return source === 'linux-auditd' ? textLines(path).map(auditdFields) : textLines(path)
}
