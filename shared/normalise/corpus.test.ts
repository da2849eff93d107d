import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AuditEvent, type Json } from '../events/audit-event.ts'
import { canonicalJson } from '../events/stringify.ts'
import { normalise } from './normalise.ts'
import { isObject } from './record.ts'
import { SOURCES } from './sources/index.ts'

const CORPUS = new URL('../../../shared/events/', import.meta.url)
const isThere = existsSync(CORPUS)
const FOLDERS = { github: 'github', kubernetes: 'kubernetes', 'aws-cloudtrail': 'cloudtrail', 'generic-json': 'json' }
/**
 * GitHub: payloads that only their X-GitHub-Event header could name. Kubernetes: Google's own log format. JSON: a
 * record of 1Password that says nothing of what happened.
 */
const REFUSED = { github: 5, kubernetes: 15, cloudtrail: 0, json: 1 }
const receivedAtMs = Date.UTC(2026, 0, 1)

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

function lines(path: string): string[] {
  return readFileSync(new URL(path, CORPUS), 'utf8').split('\n').filter(Boolean)
}

function rawFiles(folder: string): string[] {
  return readdirSync(new URL(folder, CORPUS)).filter((file) => /^(?!.*labels)(?!normalised|sigma).*\.jsonl$/.test(file))
}

function itemsOf(sourceName: string, text: string) {
  const source = SOURCES.get(sourceName)
  if (source === undefined) throw new Error(`no source ${sourceName}`)
  return normalise(source, JSON.parse(text) as Json, { headers: new Headers(), receivedAtMs })
}

function foundIn(event: AuditEvent, wanted: Expected) {
  const { user, impersonated } = event.actor
  const actors = [user.name, user.uid, user['arn'], impersonated?.name].filter((actor) => actor !== undefined)
  const target = event.resources[0]
  return {
    file: wanted.file,
    n: wanted.n,
    ...(wanted.action !== undefined && { action: event.activity_name }),
    ...(wanted.time_ms !== undefined && { time_ms: event.time }),
    ...(wanted.outcome !== undefined && { outcome: event.status.toLowerCase() }),
    ...(wanted.actor_any && { actor_any: actors.some((actor) => wanted.actor_any?.includes(String(actor))) }),
    ...(wanted.source_ip_any && { source_ip_any: wanted.source_ip_any.includes(String(event.src_endpoint.ip)) }),
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
  it.each(['github', 'kubernetes', 'aws-cloudtrail'] as const)('finds in %s what is beyond argument', (folder) => {
    const expected = lines(`${folder}/normalised.jsonl`).map((line) => JSON.parse(line) as Expected)
    const events = expected.map(({ file, n }) => {
      const item = itemsOf(FOLDERS[folder], String(lines(`${folder}/${file}`)[n - 1]))[0]
      if (item?.ok !== true) throw new Error(`${file}:${n}: ${item?.reason}`)
      return item.event.data
    })
    expect(events.map((event, index) => foundIn(event, expected[index] as Expected))).toEqual(expected.map(asFound))
  })

  it.each(Object.entries(FOLDERS))('makes valid events of %s and refuses the rest with a reason', (folder, source) => {
    const refused: string[] = []
    for (const file of rawFiles(folder)) {
      lines(`${folder}/${file}`).forEach((line, index) => {
        for (const item of itemsOf(source, line)) {
          if (item.ok) expect(AuditEvent.safeParse(item.event.data).error?.issues).toBeUndefined()
          else refused.push(`${file}:${index + 1}: ${item.reason}`)
        }
      })
    }
    expect(refused).toHaveLength(REFUSED[source as keyof typeof REFUSED])
  })

  it.each(Object.entries(FOLDERS))('keeps different records of %s apart and equal ones together', (folder, source) => {
    const records = new Set<string>()
    const ids = new Set<string>()
    for (const file of rawFiles(folder)) {
      for (const item of lines(`${folder}/${file}`).flatMap((line) => itemsOf(source, line))) {
        if (!item.ok || !isObject(item.event.data.raw)) continue
        records.add(canonicalJson(item.event.data.raw))
        ids.add(item.event.id)
      }
    }
    expect(ids.size).toBe(records.size)
    expect(ids.size).toBeGreaterThan(0)
  })
})
