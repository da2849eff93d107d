import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { AuditEvent } from '../../events/audit-event.ts'
import { compileRuleset, judge, parseRules } from '../index.ts'

const HERE = new URL('./', import.meta.url)
const SCHEMAS = new URL('../../../../shared/sigma-spec/json-schema/', import.meta.url)
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

type Document = Record<string, unknown>
const files = readdirSync(HERE).filter((file) => file.endsWith('.yml') && !file.endsWith('.tests.yml'))
const documents = files.flatMap((file) =>
  parseAllDocuments(readFileSync(new URL(file, HERE), 'utf8')).map((doc) => ({ file, doc: doc.toJS() as Document })),
)
const parsed = parseRules(documents)
const ruleset = compileRuleset(parsed)

const event = (changes: Partial<AuditEvent>): AuditEvent => ({
  time: 0,
  activity_name: 'something',
  class_uid: 6003,
  severity_id: 1,
  status: 'Success',
  actor: { user: { name: 'ada' } },
  src_endpoint: { ip: '192.0.2.1' },
  resources: [],
  metadata: { version: '1.5.0', product: { name: 'test' } },
  logsource: { product: 'other' },
  raw: {},
  ...changes,
})
const titles = (changes: Partial<AuditEvent>) => judge(ruleset, event(changes)).matches.map(({ rule }) => rule.title)

/** Sigma's schema knows nothing of the types that AuditFlow adds. */
const isOfOurOwn = ({ correlation }: Document) =>
  ['value_median', 'absence', 'new_term', 'spike', 'flatline', 'impossible_travel'].includes(
    (correlation as Document | undefined)?.['type'] as string,
  )

describe('the rule pack', () => {
  it('loads without a fault, with at least 40 rules that alert', () => {
    expect(parsed.faults).toEqual([])
    const alerting = parsed.rules.filter(({ silent }) => !silent).length + parsed.correlations.length
    expect(alerting).toBeGreaterThanOrEqual(40)
  })

  it('gives every document an id of its own, a description, an author, a date and a level', () => {
    const ids = documents.map(({ doc }) => String(doc['id']))
    expect(ids.filter((id) => !UUID.test(id))).toEqual([])
    expect(new Set(ids).size).toBe(ids.length)
    for (const { file, doc } of documents)
      for (const key of ['title', 'status', 'description', 'author', 'date', 'level'])
        expect(doc, file).toHaveProperty(key)
  })

  it('tags every rule that alerts with the technique it looks for and says what else it may be', () => {
    for (const { file, doc } of documents.filter(({ doc }) => doc['level'] !== 'informational')) {
      expect(
        (doc['tags'] as string[]).some((tag) => tag.startsWith('attack.t')),
        file,
      ).toBe(true)
      expect(doc['falsepositives'], file).not.toEqual([])
    }
  })

  it.each(files)('%s has four tests at least, of which some alert and some are near misses', (file) => {
    const tests = parse(readFileSync(new URL(file.replace(/\.yml$/, '.tests.yml'), HERE), 'utf8')) as {
      tests: { alerts: unknown[] }[]
    }
    expect(tests.tests.length).toBeGreaterThanOrEqual(4)
    expect(new Set(tests.tests.map(({ alerts }) => alerts.length > 0)).size).toBe(2)
  })

  it.skipIf(!existsSync(SCHEMAS))('is valid by the JSON Schemas of Sigma (skipped where these are absent)', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const compile = (kind: string) =>
      ajv.compile(JSON.parse(readFileSync(new URL(`sigma-${kind}-schema.json`, SCHEMAS), 'utf8')))
    const [detection, correlation] = [compile('detection-rule'), compile('correlation-rules')]
    for (const { file, doc } of documents.filter(({ doc }) => !isOfOurOwn(doc))) {
      const validate = doc['correlation'] ? correlation : detection
      expect(validate(doc), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true)
    }
  })
})

describe('rules of the pack on events of other products', () => {
  it.each<[string, Partial<AuditEvent>]>([
    ['Audit Log Disabled', { activity_name: 'StopLogging' }],
    ['Audit Log Disabled', { activity_name: 'google.logging.v2.ConfigServiceV2.DeleteSink' }],
    ['Second Factor Switched Off', { activity_name: 'DeactivateMFADevice' }],
    ['Second Factor Switched Off', { activity_name: 'Disable Strong Authentication.', class_uid: 3001 }],
    ['Repository or Database Deleted', { activity_name: 'repo.destroy' }],
    ['Backup Deleted', { activity_name: 'v1.compute.snapshots.delete' }],
    ['Storage or Repository Opened to the Public', { activity_name: 'repo.access', raw: { visibility: 'public' } }],
    [
      'Storage or Repository Opened to the Public',
      {
        activity_name: 'PutBucketPolicy',
        raw: { requestParameters: { bucketPolicy: { Statement: [{ Effect: 'Allow', Principal: '*' }] } } },
      },
    ],
    [
      'Administrator Role Granted',
      {
        activity_name: 'AttachUserPolicy',
        raw: { requestParameters: { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' } },
      },
    ],
    ['API Key Created for Another User', { activity_name: 'CreateAccessKey', resources: [{ type: 'AWS::IAM::User' }] }],
    [
      'Login as an Emergency Account',
      { activity_name: 'ConsoleLogin', class_uid: 3002, actor: { user: { name: 'root', type: 'Root' } } },
    ],
    [
      'Destructive Call With an API Key',
      { activity_name: 'DeleteTrail', actor: { user: { name: 'ada', credential_uid: 'AKIAEXAMPLE' } } },
    ],
  ])('%s', (title, changes) => {
    expect(titles(changes)).toContain(title)
  })

  it('says nothing of such a call that failed', () => {
    expect(titles({ activity_name: 'StopLogging', status: 'Failure' })).toEqual([])
    expect(titles({ activity_name: 'repo.destroy', status: 'Failure' })).toEqual([])
  })

  it('says nothing of a bucket policy that names one principal, or of a service inside a private network', () => {
    const Statement = [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:user/ada' } }]
    expect(
      titles({ activity_name: 'PutBucketPolicy', raw: { requestParameters: { bucketPolicy: { Statement } } } }),
    ).toEqual([])
    const actor = { user: { name: 'svc', type: 'Service' } }
    expect(titles({ actor, src_endpoint: { ip: '10.1.2.3' } })).toEqual([])
    expect(titles({ actor, src_endpoint: {} })).toEqual([])
    expect(titles({ actor, src_endpoint: { ip: '203.0.113.9' } })).toEqual(['Service Account Used From Outside'])
  })
})
