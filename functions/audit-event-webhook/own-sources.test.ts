import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../../shared/config/read-config.ts'
import { readOwnSources } from '../../shared/runtime/read-own-sources.ts'
import { JSON_TYPE, send, TOKEN } from './test-requests.ts'

const DOCUMENT = readFileSync('functions/audit-event-webhook/sources/own-mapping.md', 'utf8')
const example = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(DOCUMENT)?.[1] ?? ''
const SMALL = 'name: small\nproduct: p\nfields:\n  action: what\n'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function sources(...files: string[]) {
  for (const [index, text] of files.entries()) writeFileSync(join(folder, `${index}.yaml`), text)
  return await readOwnSources([folder])
}

async function faultsOf(...files: string[]): Promise<string[]> {
  try {
    await sources(...files)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.lines.map((line) => line.replace(`${folder}/`, ''))
    throw error
  }
}

describe('a source that the operator describes', () => {
  it('reads the example of its document as that says', async () => {
    const own = await sources(example('yaml'))
    const request = { body: example('json'), headers: { ...TOKEN, ...JSON_TYPE }, ports: { own } }
    const { status, events } = await send('/sources/acme-vault', request)
    expect([status, events.length]).toEqual([202, 1])
    expect(events[0]).toMatchObject({
      source: '/sources/acme-vault',
      data: {
        time: Date.UTC(2026, 0, 1, 12),
        activity_name: 'secret.read',
        actor: { user: { name: 'ann', uid: '7', email_addr: 'ann@example.com' } },
        src_endpoint: { ip: '192.0.2.1' },
        http_request: { user_agent: 'vault-cli/1' },
        status: 'Failure',
        status_code: 'DENIED',
        severity_id: 3,
        message: 'no grant',
        resources: [{ name: 'db', type: 'secret', uid: 's-1' }],
        metadata: { uid: 'n1/4711', product: { name: 'acme', vendor_name: 'Acme Inc.' } },
        logsource: { product: 'acme', service: 'vault' },
        raw: { meta: { node: 'n1' } },
      },
    })
  })

  it('is recognised on other paths by its marks, with the same id', async () => {
    const own = await sources(example('yaml'))
    const [record] = JSON.parse(example('json')).batch.events
    const post = (path: string, body: unknown) =>
      send(path, { body: JSON.stringify(body), headers: { ...TOKEN, ...JSON_TYPE }, ports: { own } })
    const ids = [
      (await post('/sources/acme-vault', [record])).events[0]?.id,
      (await post('/sources/auto', record)).events[0]?.id,
      (await post('/sources/github', { records: [record] })).events[0]?.id,
    ]
    expect(new Set(ids).size).toBe(1)
    const other = { ...record, meta: { ...record.meta, schema: 4 } }
    expect((await post('/sources/auto', other)).events[0]?.source).toBe('/sources/json')
  })

  it('takes what is sent to its path, and nothing else, where it has no marks', async () => {
    const own = await sources(SMALL)
    const headers = { ...TOKEN, ...JSON_TYPE }
    const body = '{"what":"done","action":"repo.create","actor":"ann","org":"o","created_at":1767225600000}'
    const sent = await send('/sources/small', { body, headers, ports: { own } })
    expect(sent.events[0]).toMatchObject({ source: '/sources/small', data: { activity_name: 'done' } })
    expect((await send('/sources/auto', { body, headers, ports: { own } })).events[0]?.source).toBe('/sources/github')
    const refused = await send('/sources/small', { body: '{"x":1}', headers, ports: { own } })
    expect(JSON.parse(refused.text)).toMatchObject({
      rejected: [{ reason: 'fields.action finds nothing: no record of small' }],
    })
    expect((await send('/sources/none', { body, headers, ports: { own } })).text).toContain('small, auto')
  })

  it('has its secrets taken out, and records of any shape do it no harm', async () => {
    const own = await sources(example('yaml'))
    for (const odd of ['null', '[]', '"x"', '{"forwarded":{"0":{}}}', '{"__proto__":{"x":1}}']) {
      const body = `{"event":{"name":"a"},"request":${odd},"meta":${odd},"who":${odd},"password":"hunter2"}`
      const { status, events } = await send('/sources/acme-vault', {
        body,
        headers: { ...TOKEN, ...JSON_TYPE },
        ports: { own },
      })
      expect([status, events.length]).toEqual([202, 1])
      expect(JSON.stringify(events)).not.toContain('hunter2')
    }
  })
})

describe('a file that is wrong', () => {
  it('is named with line, field and reason, a line for each fault', async () => {
    const wrong =
      'name: A_b\nproduct: p\nfield: x\nfields:\n  actor: a..b\n  outcome: result\n  severity: {path: s, values: {x: huge}}\n  who: x\n'
    const faults = await faultsOf(wrong)
    expect(faults.sort()).toEqual([
      '0.yaml:1: name must be of small letters, digits and - between them',
      '0.yaml:3: field is not known: there are name, product, service, category, vendor, recognise, records, fields',
      '0.yaml:4: fields.action is missing',
      '0.yaml:5: fields.actor "a..b" is no path: wrong from ".b"',
      '0.yaml:6: fields.outcome must be {path: …, success: [values], failure: [values], otherwise: success, failure or unknown}',
      '0.yaml:7: fields.severity must be a path, or {path: …, values: {value: level}} with levels informational to fatal',
      expect.stringMatching(/^0\.yaml:8: fields\.who is not known: there are action, time, id, actor/),
    ])
  })

  it.each([
    ['x', 'the file must be a map with name, product and fields'],
    ['name: x', 'product is missing'],
    [SMALL.replace('what', '{template: no}'), 'fields.action must have a path in braces in its template'],
    [
      SMALL.replace('what', '[]'),
      'fields.action must be a path, a list of paths, {value: …} or {template: "…{path}…"}',
    ],
    [`${SMALL}recognise: {}\n`, 'recognise must be a map of paths to values'],
    [`${SMALL}records: ''\n`, 'records is no path: it ends too early'],
    [SMALL.replace('small', 'github'), 'name github is that of a source that AuditFlow has itself'],
    ['a: [', 'it is no YAML'],
  ])('says what is wrong: %j', async (text, reason) => {
    expect((await faultsOf(text)).join('\n')).toContain(reason)
  })

  it('may not have the name of another, and a folder must be there', async () => {
    expect(await faultsOf(SMALL, SMALL)).toEqual(['1.yaml:1: name small is that of another file'])
    await expect(readOwnSources([join(folder, 'none')])).rejects.toThrow(/AUDITFLOW_SOURCES: .*none can't be read/)
  })
})
