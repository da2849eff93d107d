import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inject, type Receipt } from '../helpers/inject.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const CORPUS = '../shared/events'
const SOURCES = { github: 'github', kubernetes: 'kubernetes', 'aws-cloudtrail': 'cloudtrail', 'generic-json': 'json' }
const NOT_EVENTS = /labels\.jsonl$|^normalised|^sigma-expected/

type Line = { source: string; text: string; headers: Record<string, string> }

function readLines(): Line[] {
  return Object.entries(SOURCES).flatMap(([folder, source]) =>
    readdirSync(join(CORPUS, folder))
      .filter((file) => file.endsWith('.jsonl') && !NOT_EVENTS.test(file))
      .flatMap((file) => {
        const labels = readJsonLines(join(CORPUS, folder, file.replace('.jsonl', '.labels.jsonl')))
        return readFileSync(join(CORPUS, folder, file), 'utf8')
          .split('\n')
          .filter((text) => text !== '')
          .map((text, index) => ({ source, text, headers: headersOf(labels[index]) }))
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
        (select count(*)::int from notifications) as told`
    return { ...row }
  }
  const postAll = async (lines: Line[]): Promise<Receipt> => {
    const total: Receipt = { accepted: 0, rejected: [] }
    for (const { source, text, headers } of lines) {
      const { status, receipt } = await inject(runner, source, text, headers)
      expect(status).toBe(202)
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

  it('are each stored or listed as rejected with a reason, and sending all again changes no count', async () => {
    const lines = readLines()
    expect(lines.length).toBeGreaterThan(400)
    const { accepted, rejected } = await postAll(lines)
    expect(rejected.filter(({ reason }) => reason === '')).toEqual([])
    const first = await arrived('first')
    // A line may hold several records, and a few lines stand in the corpus twice.
    const records = accepted + rejected.length
    const copies = lines.length - new Set(lines.map(({ source, text }) => source + text)).size
    expect(first.stored! - 1 + first.rejected!).toBe(records - copies)
    await postAll(lines)
    expect(await arrived('second')).toEqual({ ...first, stored: first.stored! + 1 })
  }, 120_000)
})
