import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appendEvents } from '../../shared/store/append-events.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { readOnly } from '../../shared/store/read-only.ts'
import { readTotals } from '../../shared/store/read-totals.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { auditEvent } from '../../shared/store/test-events.ts'
import { addAlert, addMonths } from '../../shared/store/test-rows.ts'
import { transaction } from '../../shared/store/transaction.ts'
import { createTestDatabase, type TestDatabase } from '../../test/helpers/database.ts'
import { startFunction } from '../../test/helpers/run-function.ts'
import { until } from '../../test/helpers/until.ts'
import { canaryAsText, totalsAsText } from './totals-as-text.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
  await addMonths(database.sql)
})
afterAll(() => database.drop())

const text = async () => totalsAsText(await readOnly(database.sql, readTotals))

describe('the totals of /metrics', () => {
  it('say nothing of times while there is nothing', async () => {
    const lines = (await text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines).toEqual(['auditflow_stored_events 0', 'auditflow_outbox_events 0'])
  })

  it('say what the database holds', async () => {
    const { sql } = database
    const events = Array.from({ length: 50 }, (_, index) => auditEvent({}, `event-${index}`))
    await transaction(sql, async (tx) => {
      await appendEvents(tx, events)
      await writeFeed(tx, { events: events.length, alerts: [], rejected: 0 })
    })
    await rejectEvents(sql, [
      { source: '/test', id: '1', stage: 'dead-letter', origin: 'x', reason: 'y', payload: 'z' },
    ])
    await addAlert(sql, { level: 'high', status: 'resolved' })
    await addAlert(sql, { level: 'high' })
    await sql`
      insert into notices (id, receiver, channel, kind, notice, status, created_at)
      values (gen_random_uuid(), 'a', 'a "b" \\', 'firing', '{}', 'pending', '2026-11-25T07:00:00Z'),
        (gen_random_uuid(), 'ops', 'console', 'firing', '{}', 'sent', now())`
    await sql`
      insert into outbox (id, type, event, created_at) values (gen_random_uuid(), 't', '{}', '2026-11-25T07:00:00Z')`
    await sql`
      insert into queue_messages (queue, attributes, body, enqueued_at) values ('q', '{}', '', '2026-11-25T07:00:00Z')`
    const seven = Date.UTC(2026, 10, 25, 7) / 1000
    const seen = await until('the statistics to know', async () => {
      const now = await text()
      return now.includes('auditflow_stored_events 50\n') && now
    })
    expect(seen.split('\n')).toEqual(
      expect.arrayContaining([
        'auditflow_rejected_events{stage="dead-letter"} 1',
        'auditflow_alerts{level="high",status="open"} 1',
        'auditflow_alerts{level="high",status="resolved"} 1',
        'auditflow_notifications{channel="a \\"b\\" \\\\",status="pending"} 1',
        'auditflow_notifications{channel="console",status="sent"} 1',
        `auditflow_oldest_pending_notification_timestamp_seconds ${seven}`,
        'auditflow_outbox_events 1',
        `auditflow_outbox_oldest_timestamp_seconds ${seven}`,
        'auditflow_queued_messages{queue="q"} 1',
        `auditflow_queued_oldest_timestamp_seconds{queue="q"} ${seven}`,
      ]),
    )
    const stored = Number(/^auditflow_last_stored_timestamp_seconds (\S+)$/m.exec(seen)?.[1])
    expect(Math.abs(stored - Date.now() / 1000)).toBeLessThan(120)
  })

  it('say since when AuditFlow’s own event was stored, and whether one is missing', () => {
    const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
    expect(lines(canaryAsText({ stored: null, missingSince: null }, 100_000))).toEqual(['auditflow_canary_missing 0'])
    expect(lines(canaryAsText({ stored: { sentAt: 40_000, tookMs: 5 }, missingSince: 70_000 }, 100_000))).toEqual([
      'auditflow_canary_age_seconds 60',
      'auditflow_canary_missing 1',
    ])
  })

  it('are for who knows the token; probes and the process’s own figures are for everybody', async () => {
    const dashboard = await startFunction('event-audit-dashboard', {
      DATABASE_URL: database.url,
      AUDITFLOW_DASHBOARD_TOKEN: 'right',
      AUDITFLOW_DRAIN_SECONDS: '0',
    })
    const metrics = async (headers: Record<string, string>) => {
      const answer = await fetch(`${dashboard.url}/metrics`, { headers })
      expect(answer.status).toBe(200)
      const seen = await answer.text()
      return [
        seen.includes('auditflow_requests_total'),
        seen.includes('auditflow_stored_events 50\n'),
        seen.includes('auditflow_canary_missing 0\n'),
      ]
    }
    expect(await metrics({ authorization: 'Bearer right' })).toEqual([true, true, true])
    expect(await metrics({ authorization: 'Bearer wrong' })).toEqual([true, false, false])
    expect(await metrics({})).toEqual([true, false, false])
    expect((await fetch(`${dashboard.url}/readyz`)).status).toBe(200)
    dashboard.kill('SIGTERM')
    expect(await dashboard.exited).toEqual([0, null])
  })
})
