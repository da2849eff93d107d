import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inject, type Receipt } from '../helpers/inject.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const CORPUS = '../shared/events'
/** The folders of real records and the path of their source. */
const SOURCES = {
  auth0: 'auth0',
  'aws-cloudtrail': 'cloudtrail',
  'azure-activity': 'azure-activity',
  'azure-entra': 'entra',
  'cisco-aaa': 'cisco',
  duo: 'duo',
  'gcp-audit': 'gcp',
  'generic-json': 'json',
  github: 'github',
  'google-workspace': 'google-workspace',
  kubernetes: 'kubernetes',
  'linux-auditd': 'auditd',
  'linux-auth': 'linux',
  m365: 'm365',
  okta: 'okta',
  onelogin: 'onelogin',
}
const NOT_EVENTS = /labels\.jsonl$|^normalised|^sigma-expected/

/** What is posted at once: a record with the headers it came with, or a file of lines. */
type Body = { source: string; text: string; headers: Record<string, string> }

function readBodies(): Body[] {
  return Object.entries(SOURCES).flatMap(([folder, source]) =>
    readdirSync(join(CORPUS, folder))
      .filter((file) => /\.(?:jsonl|log)$/.test(file) && !NOT_EVENTS.test(file))
      .flatMap((file): Body[] => {
        const text = readFileSync(join(CORPUS, folder, file), 'utf8')
        if (file.endsWith('.log')) return [{ source, text, headers: { 'content-type': 'text/plain' } }]
        const labels = readJsonLines(join(CORPUS, folder, file.replace('.jsonl', '.labels.jsonl')))
        const lines = text.split('\n').filter((line) => line !== '')
        return lines.map((line, index) => ({ source, text: line, headers: headersOf(labels[index]) }))
      }),
  )
}

function readJsonLines(file: string): unknown[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function headersOf(label: unknown): Record<string, string> {
  return (label as { headers?: Record<string, string> } | undefined)?.headers ?? {}
}

describe.skipIf(!existsSync(CORPUS))('real audit events of other products (../shared/events)', () => {
  let place: Awaited<ReturnType<typeof createPlace>>
  let runner: Runner
  beforeAll(async () => {
    place = await createPlace()
    runner = await place.start()
  }, 90_000)
  afterAll(async () => {
    await runner.stop()
    await place.remove()
  })

  const counts = async () => {
    const [row] = await place.database.sql<{ stored: number; rejected: number; alerts: number; told: number }[]>`
      select (select count(*)::int from audit_events) as stored, (select count(*)::int from rejected_events) as rejected,
        (select coalesce(sum(event_count), 0)::int from alerts) as alerts,
        (select count(*)::int from notices) as told`
    return { ...row }
  }
  const postAll = async (bodies: Body[]): Promise<Receipt> => {
    const total: Receipt = { accepted: 0, rejected: [] }
    for (const { source, text, headers } of bodies) {
      const { status, receipt } = await inject(runner, source, text, headers)
      expect(status, `${source}: ${text.slice(0, 200)}`).toBe(202)
      total.accepted += receipt.accepted
      total.rejected.push(...receipt.rejected)
    }
    return total
  }

  /** Waits until what was sent so far has arrived: a marker sent last is stored, and no queue holds anything. */
  const arrived = async (marker: string) => {
    await inject(runner, 'json', { action: 'marker', actor: marker, time: '2026-01-01T00:00:00Z' })
    let last = ''
    await until('the counts to stand still', async () => {
      const before = last
      last = JSON.stringify(await counts())
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return before === last
    })
    return await counts()
  }

  it('are each stored, and sending all again, be it to where products are recognised, changes no count', async () => {
    const bodies = readBodies()
    expect(bodies.length).toBeGreaterThan(700)
    const { accepted, rejected } = await postAll(bodies)
    expect(rejected).toEqual([])
    expect(accepted).toBeGreaterThan(950)
    const first = await arrived('first')
    expect(first.rejected).toBe(0)
    // Some lines stand in the corpus twice, and some are copies that their authors changed but for their id.
    expect(first.stored!).toBeGreaterThan(accepted * 0.95)
    await postAll(bodies)
    expect(await arrived('second')).toEqual({ ...first, stored: first.stored! + 1 })
    expect((await postAll(bodies.map((body) => ({ ...body, source: 'auto' })))).rejected).toEqual([])
    expect(await arrived('third')).toEqual({ ...first, stored: first.stored! + 2 })
  }, 180_000)
})
