import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Notice } from '../../shared/notify/notice.ts'
import { parseMatchers } from '../../shared/notify/routing/parse-matcher.ts'
import {
  type AlertSketch,
  alertIdOf,
  alertOf,
  type Timeline,
  type TimelineStep,
  timeOf,
  toldLine,
} from '../../shared/notify/routing/testing/timeline.ts'
import { TIMELINES } from '../../shared/notify/routing/testing/timelines.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { nextDue } from '../../shared/store/notices/next-due.ts'
import { storeAlert } from '../../shared/store/notices/testing.ts'
import { touchGroups } from '../../shared/store/notices/touch-groups.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { createEngine, type Engine, eventOf, routingOf } from './testing/engine.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  for (const table of ['notice_groups', 'notices', 'alerts', 'silences'])
    await database.sql`delete from ${database.sql(table)}`
})

const CHANGES = {
  acknowledge: { status: 'acknowledged', resolution: null },
  resolve: { status: 'resolved', resolution: 'resolved' },
  call_false: { status: 'resolved', resolution: 'false_positive' },
} as const

/** Plays a timeline through the database, each step and each look by so many processes that have just started. */
async function play(timeline: Timeline, processes: number): Promise<string[]> {
  const { sql, url } = database
  const sketches = new Map<string, { sketch: AlertSketch; episode: number }>()
  const routing = routingOf(timeline.routing)
  let now = Date.parse(timeline.start)
  const together = async (work: (engine: Engine) => Promise<unknown>): Promise<void> => {
    const engines = Array.from({ length: processes }, () => createEngine({ url, clock: () => now, routing }))
    await Promise.all(engines.map(work))
    await Promise.all(engines.map((engine) => engine.end()))
  }
  const lookUntil = async (until: number): Promise<void> => {
    for (;;) {
      const { look } = await nextDue(sql)
      if (look === null || look > until) return
      now = Math.max(now, look)
      await together((engine) => engine.desk.look())
    }
  }
  const open = async (sketch: AlertSketch, episode: number): Promise<void> => {
    sketches.set(sketch.name, { sketch, episode })
    const alert = alertOf(sketch, episode)
    await storeAlert(sql, alert)
    await together((engine) =>
      engine.take([eventOf({ ...alert, opened_at: now, first_event_at: now, last_event_at: now })]),
    )
  }
  const take = async (step: TimelineStep): Promise<void> => {
    if (step.do === 'open') await open(step.alert, 1)
    else if (step.do === 'reopen') {
      const { sketch, episode } = sketches.get(step.name)!
      await open(sketch, episode + 1)
    } else if (step.do === 'silence') await silence(sql, step, now)
    else if (step.do === 'end_silence') await sql`delete from silences where comment = ${step.name}`
    else await change(sql, alertIdOf(step.name), CHANGES[step.do], now)
  }
  for (const step of timeline.steps) {
    const at = timeOf(timeline, step.at)
    await lookUntil(at)
    now = at
    await take(step)
    await lookUntil(at)
  }
  await lookUntil(timeOf(timeline, timeline.until))
  return await toldOf(sql, timeline)
}

async function silence(sql: Sql, step: TimelineStep & { do: 'silence' }, now: number): Promise<void> {
  const until = timeOf({ start: new Date(now).toISOString() }, step.for)
  await sql`
    insert into silences (matchers, starts_at, ends_at, author, comment)
    values (${JSON.stringify(parseMatchers(step.matchers))}::text::jsonb, ${new Date(now)}, ${new Date(until)}, 'ann', ${step.name})`
}

async function change(sql: Sql, id: string, to: { status: string; resolution: string | null }, now: number) {
  await transaction(sql, async (tx) => {
    await tx`update alerts set status = ${to.status}, resolution = ${to.resolution} where id = ${id}`
    await touchGroups(tx, [id], now)
  })
}

async function toldOf(sql: Sql, timeline: Timeline): Promise<string[]> {
  const rows = await sql<{ notice: Notice; linked: string[] }[]>`
    select notice, (select coalesce(jsonb_agg(alert_id order by alert_id), '[]') from notice_alerts where notice_id = id) as linked
    from notices order by created_at`
  return rows.map(({ notice, linked }) => {
    const { at, receiver, alerts, step, kind } = notice
    expect(linked).toEqual(alerts.map(({ id }) => id).sort())
    const members = alerts.map(({ id, status }) => ({ alertId: id, status }))
    return toldLine(timeline, { at, receiver, members, step, kind: kind as 'firing' })
  })
}

describe.each(TIMELINES)('$name', (timeline) => {
  const told = [...timeline.told].sort()

  it('with a restart at every step', async () => {
    expect((await play(timeline, 1)).sort()).toEqual(told)
  }, 60_000)

  it('with two processes at once at every step', async () => {
    expect((await play(timeline, 2)).sort()).toEqual(told)
  }, 60_000)
})
