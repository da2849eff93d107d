import { randomInt } from 'node:crypto'
import { bundleFunctions } from '../../scripts/bundle.mjs'
import type { Change } from '../../shared/store/alerts/change-alert.ts'
import { changeAlert } from '../../shared/store/alerts/change-alert.ts'
import { type AlertFilter, findAlerts } from '../../shared/store/alerts/find-alerts.ts'
import { parseCursor } from '../../shared/store/cursor.ts'
import { readOverview } from '../../shared/store/overview.ts'
import { readOnly } from '../../shared/store/read-only.ts'
import { readTotals } from '../../shared/store/read-totals.ts'
import { createTestDatabase } from '../helpers/database.ts'
import { startFunction } from '../helpers/run-function.ts'
import { fillAlerts, RARE_PERSON, RARE_WORD } from './fill-alerts.ts'
import { percentile, readRate } from './measure.ts'

const ALERTS = 1_000_000
const ROUNDS = 150
const WARM_UP = 10
const CHANGE_MS = 50
const LIST_MS = 200
const PAGE = 50

const say = (text: string) => console.log(text)
const one = <T>(values: readonly T[]): T => values[randomInt(values.length)]!

/** Prints how long changes and lists take with a million alerts stored, beside a bare update and a bare page in the same run. */
await bundleFunctions()
const database = await createTestDatabase()
const dashboard = await startFunction('event-audit-dashboard', { DATABASE_URL: database.url })
try {
  const { sql } = database
  const filling = readRate()
  await fillAlerts(sql, ALERTS)
  const [size] =
    await sql`select pg_size_pretty(pg_table_size('alerts')) as rows, pg_size_pretty(pg_indexes_size('alerts')) as indexes`
  say(
    `${ALERTS.toLocaleString('en')} alerts made in ${filling.seconds().toFixed(0)} s: ${size?.['rows']}, indexes ${size?.['indexes']}; ${ROUNDS} rounds each, one after the other`,
  )
  const unresolved = await idsOf(sql`status <> 'resolved'`)
  const any = await idsOf(sql`true`)
  await changes(unresolved, any)
  await lists(any)
} finally {
  dashboard.kill('SIGTERM')
  await dashboard.exited
  await database.drop()
}

async function changes(unresolved: readonly string[], any: readonly string[]): Promise<void> {
  const { sql } = database
  const floor = await time('floor: an update of one row by its id', async () => {
    await sql`update alerts set reason = 'bench' where id = ${one(any)}`
  })
  const verbs = ['acknowledge', 'resolve', 'reopen', 'false-positive'] as const
  const step = (): Change & { assignee: string } => ({
    change: one(verbs),
    by: 'bench',
    reason: 'bench',
    assignee: 'bench',
    nowMs: Date.now(),
  })
  await time('change of status, by the store', () => changeAlert(sql, one(unresolved), step()), CHANGE_MS, floor)
  await time(
    'assign, by the store',
    () => changeAlert(sql, one(any), { ...step(), change: 'assign', assignee: `person-${randomInt(20)}` }),
    CHANGE_MS,
    floor,
  )
  const post = async (id: string, change: string, body: Record<string, string>) => {
    const answer = await fetch(`${dashboard.url}/api/v1/alerts/${id}/${change}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 200 && answer.status !== 409) throw new Error(`${change}: ${await answer.text()}`)
    await answer.arrayBuffer()
  }
  await time(
    'change of status, by the API',
    () => post(one(unresolved), one(verbs), { reason: 'bench' }),
    CHANGE_MS,
    floor,
  )
  await time(
    'comment, by the API',
    () => post(one(any), 'comment', { text: `bench ${Math.random()}` }),
    CHANGE_MS,
    floor,
  )
}

async function lists(any: readonly string[]): Promise<void> {
  const { sql } = database
  const floor = await time('floor: the newest page, nothing but its rows', async () => {
    await sql`select * from alerts order by opened_at desc limit ${PAGE}`
  })
  const cursor = async (): Promise<Pick<AlertFilter, 'after'>> => {
    const [row] = await sql`select to_json(opened_at) #>> '{}' as at, id from alerts where id = ${one(any)}`
    const after = parseCursor(`${row?.['at']}_${row?.['id']}`)
    return after === undefined ? {} : { after }
  }
  const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const
  const statuses = ['open', 'acknowledged', 'resolved', 'false_positive'] as const
  const rule = () => `rule-${randomInt(120)}`
  const cases: Record<string, () => Promise<Omit<AlertFilter, 'limit'>> | Omit<AlertFilter, 'limit'>> = {
    'newest page': () => ({}),
    status: () => ({ status: one(statuses) }),
    'status and level': () => ({ status: one(statuses), level: one(levels) }),
    'status and level, from anywhere': async () => ({ status: one(statuses), level: one(levels), ...(await cursor()) }),
    level: () => ({ level: one(levels) }),
    'from anywhere': cursor,
    rule: () => ({ rule: rule() }),
    'rule and status': () => ({ rule: rule(), status: one(statuses) }),
    assignee: () => ({ assignee: one([RARE_PERSON, `person-${1 + randomInt(20)}`]) }),
    'assignee and status': () => ({ assignee: `person-${1 + randomInt(20)}`, status: one(statuses) }),
    'text: a rare word': () => ({ text: RARE_WORD }),
    'text: one of a million': () => ({ text: `user-${randomInt(ALERTS)}` }),
    'text: words of many': () => ({ text: one(['backup', 'login country', 'failed', 'role granted']) }),
    'text: nowhere': () => ({ text: 'nowhere' }),
    'text, status and level': () => ({
      text: one(['backup', 'failed', RARE_WORD]),
      status: one(statuses),
      level: one(levels),
    }),
    'text, from anywhere': async () => ({ text: one(['backup', 'failed']), ...(await cursor()) }),
    'label of many': () => ({ label: { name: 'product', value: `product-${randomInt(12)}` } }),
    'label of some': () => ({ label: { name: 'tenant', value: `tenant-${randomInt(40)}` } }),
    'label of one': () => ({ label: { name: 'actor.user.name', value: `user-${randomInt(ALERTS)}` } }),
    'label of nobody': () => ({ label: { name: 'tenant', value: 'nobody' } }),
  }
  for (const [name, filter] of Object.entries(cases))
    await timeOf(
      `list: ${name}`,
      filter,
      (given) => readOnly(sql, (reader) => findAlerts(reader, { ...given, limit: PAGE })),
      floor,
    )
  await timeOf(
    'list: status and level, by the API',
    () => `status=${one(statuses)}&level=${one(levels)}`,
    async (query) => (await fetch(`${dashboard.url}/api/v1/alerts?${query}`)).arrayBuffer(),
    floor,
  )
  await time(
    'an alert with its history, by the API',
    async () => {
      await (await fetch(`${dashboard.url}/api/v1/alerts/${one(any)}`)).arrayBuffer()
    },
    LIST_MS,
    floor,
  )
  const range = { from: '2026-11-24T00:00:00Z', now: '2026-11-25T00:00:00Z', bucketSeconds: 900 }
  await time('overview', () => readOnly(sql, (reader) => readOverview(reader, range)), LIST_MS, floor)
  await time('totals of /metrics', () => readOnly(sql, readTotals), LIST_MS, floor)
}

/** Times work on what is made anew, outside of the time, each round. */
async function timeOf<Given>(
  name: string,
  make: () => Given | Promise<Given>,
  work: (given: Given) => Promise<unknown>,
  floor: number,
): Promise<void> {
  const times: number[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const given = await make()
    const started = performance.now()
    await work(given)
    if (round >= 0) times.push(performance.now() - started)
  }
  report(name, times, LIST_MS, floor)
}

/** @returns the 95th percentile in milliseconds */
async function time(name: string, work: () => Promise<unknown>, targetMs?: number, floor?: number): Promise<number> {
  const times: number[] = []
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const started = performance.now()
    await work()
    if (round >= 0) times.push(performance.now() - started)
  }
  return report(name, times, targetMs, floor)
}

function report(name: string, times: readonly number[], targetMs?: number, floor?: number): number {
  const p95 = percentile(times, 0.95)
  const shown = (ms: number) => `${ms.toFixed(1).padStart(7)} ms`
  const beside = floor === undefined ? '' : `  ${(p95 / floor).toFixed(1)} times the floor`
  const target = targetMs === undefined ? '' : `, wanted under ${targetMs} ms${p95 < targetMs ? '' : ': MISSED'}`
  say(`  ${name.padEnd(46)} p50 ${shown(percentile(times, 0.5))}  p95 ${shown(p95)}${beside}${target}`)
  return p95
}

async function idsOf(condition: ReturnType<typeof database.sql>): Promise<string[]> {
  const rows = await database.sql<{ id: string }[]>`
    select id from alerts where ${condition} order by md5(id::text) limit 5000`
  return rows.map(({ id }) => id)
}
