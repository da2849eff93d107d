import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../events/audit-event.ts'
import type { CloudEvent } from '../events/envelope.ts'
import { canonicalJson } from '../events/stringify.ts'
import { unwrap } from './envelopes/index.ts'
import { joinRecords } from './join-records.ts'
import { type Item, normalise } from './normalise.ts'
import type { JsonObject } from './record.ts'
import type { Source } from './source.ts'
import { SOURCES } from './sources/index.ts'

const CORPUS = new URL('../../../shared/events/', import.meta.url)
const isThere = existsSync(CORPUS)
const receivedAtMs = Date.UTC(2026, 0, 1)

/** The folders of real records, and the sources that one of them may be recognised as; the first is its own path. */
const FOLDERS: Record<string, readonly string[]> = {
  auth0: ['auth0'],
  'aws-cloudtrail': ['cloudtrail'],
  'azure-activity': ['azure-activity'],
  'azure-entra': ['entra'],
  'cisco-aaa': ['cisco'],
  duo: ['duo'],
  // Google Workspace writes some of its records to Cloud Logging.
  'gcp-audit': ['gcp', 'google-workspace'],
  'generic-json': ['json', 'slack', '1password'],
  github: ['github'],
  'google-workspace': ['google-workspace'],
  // Google writes the audit log of its Kubernetes as entries of its own.
  kubernetes: ['kubernetes', 'gcp'],
  'linux-auditd': ['auditd'],
  'linux-auth': ['linux'],
  m365: ['m365'],
  okta: ['okta'],
  onelogin: ['onelogin'],
}
/**
 * Copies of one sample that its authors changed by hand without giving it another id or time: in earnest one record.
 */
const CHANGED_COPIES: Record<string, number> = { auth0: 6, 'aws-cloudtrail': 3, 'generic-json': 1, okta: 1 }
const RECOGNISED = 0.99

type Line = { at: string; record: Json; headers: Headers }
type Expected = {
  file: string
  n: number
  time_ms?: number
  action?: string
  actor_any?: string[]
  source_ip_any?: string[]
  outcome?: string
  target?: Record<string, string>
}

function textLines(path: string): string[] {
  return readFileSync(new URL(path, CORPUS), 'utf8').split('\n').filter(Boolean)
}

function jsonLines<T>(path: string): T[] {
  return existsSync(new URL(path, CORPUS)) ? textLines(path).map((line) => JSON.parse(line) as T) : []
}

/** The lines of a folder's files; labels may name headers that the record came with. */
function linesOf(folder: string): Line[] {
  return readdirSync(new URL(folder, CORPUS))
    .filter((file) => /^(?!.*labels)(?!normalised|sigma-expected).*\.(?:jsonl|log)$/.test(file))
    .flatMap((file) => {
      const labels = jsonLines<{ n: number; headers?: Record<string, string> }>(
        `${folder}/${file.replace(/\.(?:jsonl|log)$/, '.labels.jsonl')}`,
      )
      const headersOf = new Map(labels.map(({ n, headers }) => [n, headers ?? {}]))
      return textLines(`${folder}/${file}`).map((text, index) => ({
        at: `${folder}/${file}:${index + 1}`,
        record: file.endsWith('.log') ? text : (JSON.parse(text) as Json),
        headers: new Headers(headersOf.get(index + 1) ?? {}),
      }))
    })
}

function itemsOf(path: string, { record, headers }: Pick<Line, 'record' | 'headers'>): Item[] {
  return normalise(path === 'auto' ? undefined : SOURCES.get(path)!, structuredClone(record), { headers, receivedAtMs })
}

function foundIn(event: AuditEvent, wanted: Expected) {
  const { user, impersonated } = event.actor
  const actors = [user.name, user.uid, user.email_addr, user['arn'], impersonated?.name]
  const target = event.resources[0]
  return {
    file: wanted.file,
    n: wanted.n,
    ...(wanted.action !== undefined && { action: event.activity_name }),
    ...(wanted.time_ms !== undefined && { time_ms: event.time }),
    ...(wanted.outcome !== undefined && { outcome: event.status.toLowerCase() }),
    ...(wanted.actor_any && { actor_any: wanted.actor_any.some((actor) => actors.includes(actor)) || actors }),
    ...(wanted.source_ip_any && {
      source_ip_any: wanted.source_ip_any.includes(String(event.src_endpoint.ip)) || event.src_endpoint,
    }),
    ...(wanted.target && {
      target: JSON.parse(
        JSON.stringify({
          resource: target?.type,
          namespace: target?.namespace,
          name: target?.name,
          subresource: target?.['subresource'],
        }),
      ),
    }),
  }
}

function asFound(wanted: Expected) {
  return {
    ...wanted,
    ...(wanted.actor_any && { actor_any: true }),
    ...(wanted.source_ip_any && { source_ip_any: true }),
  }
}

describe.skipIf(!isThere)('real audit events (skipped where ../shared/events is absent)', () => {
  const normalised = isThere
    ? Object.keys(FOLDERS).filter((f) => existsSync(new URL(`${f}/normalised.jsonl`, CORPUS)))
    : []

  it.each(normalised)('finds in %s what is beyond argument', (folder) => {
    const expected = jsonLines<Expected>(`${folder}/normalised.jsonl`)
    const byPlace = new Map(linesOf(folder).map((line) => [line.at, line]))
    const found = expected.map((wanted) => {
      const item = itemsOf(FOLDERS[folder]![0]!, byPlace.get(`${folder}/${wanted.file}:${wanted.n}`)!)[0]
      if (item?.ok !== true) throw new Error(`${wanted.file}:${wanted.n}: ${item?.reason}`)
      return foundIn(item.event.data, wanted)
    })
    expect(found).toEqual(expected.map(asFound))
    expect(found.length).toBeGreaterThan(0)
  })

  describe.each(Object.entries(FOLDERS))('%s', (folder, [own, ...others]) => {
    const lines = isThere ? linesOf(folder) : []

    it.each([own!, 'auto'])(`makes a valid event of every record sent to %s`, (path) => {
      const items = lines.flatMap((line) => itemsOf(path, line).map((item) => ({ at: line.at, item })))
      const faults = items.flatMap(({ at, item }) => {
        const fault = item.ok ? faultOf(item.event) : item.reason
        return fault === undefined ? [] : [`${at}: ${fault}`]
      })
      expect(faults).toEqual([])
      expect(items.length).toBeGreaterThanOrEqual(lines.length)
    })

    it('is recognised, and makes the same event whatever path it comes by', () => {
      const origins = new Set([own, ...others].map((name) => `/sources/${name}`))
      const strangers = lines.flatMap((line) =>
        itemsOf('auto', line).flatMap((item) => (item.ok && origins.has(item.event.source) ? [] : [line.at])),
      )
      // Of a hundred records one may be too mutilated to tell; such a one is generic JSON.
      expect(strangers.slice(Math.floor(lines.length * (1 - RECOGNISED)))).toEqual([])
      const apart = lines.filter((line) => {
        const wrong = own === 'json' ? [] : ['json', own === 'github' ? 'okta' : 'github']
        const ids = [own!, 'auto', ...wrong].map((path) => identitiesOf(path, line))
        return !strangers.includes(line.at) && ids.some((id) => id !== ids[0])
      })
      expect(apart.map(({ at }) => at)).toEqual([])
    })

    it('has the marks of every source that knows it', () => {
      const unmarked = lines.flatMap((line) =>
        joinRecords(unwrap(structuredClone(line.record))).flatMap((item) => {
          const record = typeof item === 'string' ? { message: item } : (item as JsonObject)
          const known = [...SOURCES.values()].filter((source) => source.recognises(record))
          const isMarked = ({ marks }: Source) =>
            marks === undefined || marks.some((mark) => Object.hasOwn(record, mark))
          return known.filter((source) => !isMarked(source)).map(({ name }) => `${line.at}: ${name}`)
        }),
      )
      expect(unmarked).toEqual([])
    })

    it('keeps different records apart and equal ones together', () => {
      const records = new Map<string, string>()
      const ids = new Map<string, string>()
      for (const line of lines)
        for (const item of itemsOf('auto', line)) {
          if (!item.ok) continue
          records.set(canonicalJson([item.event.source, item.event.data.raw]), line.at)
          ids.set(item.event.id, line.at)
        }
      const changed = records.size - ids.size
      expect(changed).toBe(CHANGED_COPIES[folder] ?? 0)
    })
  })

  it('accepts the small made-up events of the rules as generic JSON at least', () => {
    const cases = jsonLines<{ event: Json }>('sigma-derived/cases.jsonl')
    const refused = cases.filter(({ event }) =>
      itemsOf('auto', { record: event, headers: new Headers() }).some(({ ok }) => !ok),
    )
    expect(refused).toEqual([])
    expect(cases.length).toBeGreaterThan(600)
  })
})

/** An event must fit its schema, and be of a log source that its adapter says it gives. */
function faultOf({ source, data }: CloudEvent<AuditEvent>): string | undefined {
  const given = SOURCES.get(source.slice('/sources/'.length))?.logSources ?? []
  const isGiven = given.some((known) => isDeepStrictEqual(known, data.logsource))
  if (!isGiven) return `no log source of ${source}: ${JSON.stringify(data.logsource)}`
  return AuditEvent.safeParse(data).error?.message
}

function identitiesOf(path: string, line: Line): string {
  return itemsOf(path, line)
    .map((item) => (item.ok ? `${item.event.source} ${item.event.id}` : item.reason))
    .join()
}
