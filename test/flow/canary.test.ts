import { expect, it } from 'vitest'
import { createPlace } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

type Overview = { canary: { stored: { sentAt: number } | null; missingSince: number | null } }

it('a runner’s own clocks send an event to itself, which comes out as stored and as nothing else', async () => {
  const place = await createPlace({
    RABBITMQ_URL: 'off',
    AUDITFLOW_SCHEDULES: 'needed',
  })
  const runner = await place.start()
  try {
    const get = async (path: string) => {
      const answer = await fetch(`${runner.url}${path}`)
      return await answer.text()
    }
    const overview = async () => JSON.parse(await get('/api/v1/overview')) as Overview
    const started = Date.now()
    const { canary } = await until('the canary', async () => {
      const seen = await overview()
      return seen.canary.stored !== null && seen
    })
    expect(canary.missingSince).toBeNull()
    expect(Math.abs((canary.stored?.sentAt ?? 0) - started)).toBeLessThan(60_000)
    expect(await get('/metrics')).toContain('auditflow_canary_missing 0\n')
    const [row] = await place.database.sql`
      select (select count(*)::int from alert_events join audit_events using (uid)
          where source = '/auditflow/canary') as alerting,
        (select count(*)::int from rejected_events) as rejected`
    expect(row).toEqual({ alerting: 0, rejected: 0 })
    expect(JSON.parse(await get('/api/v1/events?product=auditflow'))).toMatchObject({ events: [] })
    expect(JSON.parse(await get('/api/v1/events?product=auditflow&canary=show'))).not.toMatchObject({ events: [] })
  } finally {
    await runner.stop()
    await place.remove()
  }
}, 90_000)
