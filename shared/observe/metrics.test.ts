import { describe, expect, it } from 'vitest'
import { createMetrics } from './metrics.ts'

const lines = async (metrics: ReturnType<typeof createMetrics>) =>
  (await metrics.render()).text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))

describe('metrics', () => {
  it('remember what was counted before they were loaded, and count it once', async () => {
    const metrics = createMetrics('one')
    metrics.request(202, 0.003)
    metrics.request(202, 0.2)
    metrics.outcome('done', 3)
    metrics.events('t', 2)
    metrics.coldStart(0.125)
    await metrics.load()
    metrics.request(503, 20)
    await metrics.load()
    const rendered = await lines(metrics)
    expect(rendered).toContain('auditflow_requests_total{status="202",function="one"} 2')
    expect(rendered).toContain('auditflow_requests_total{status="503",function="one"} 1')
    expect(rendered).toContain('auditflow_request_duration_seconds_bucket{le="0.005",function="one"} 1')
    expect(rendered).toContain('auditflow_request_duration_seconds_bucket{le="10",function="one"} 2')
    expect(rendered).toContain('auditflow_request_duration_seconds_count{function="one"} 3')
    expect(rendered).toContain('auditflow_outcomes_total{outcome="done",function="one"} 3')
    expect(rendered).toContain('auditflow_events_total{type="t",function="one"} 2')
    expect(rendered).toContain('auditflow_cold_start_seconds{function="one"} 0.125')
    expect(await lines(metrics)).toEqual(rendered)
  })

  it('load themselves when they are asked for, even twice at once', async () => {
    const metrics = createMetrics('one')
    metrics.outcome('rejected', 1)
    const [first, second] = await Promise.all([metrics.render(), metrics.render()])
    expect(first.text).toContain('auditflow_outcomes_total{outcome="rejected",function="one"} 1')
    expect(second.text).toBe(first.text)
    expect(first.contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  })

  it('speak of rules only where there are any, and of the last that were set', async () => {
    const metrics = createMetrics('one')
    expect((await lines(metrics)).join()).not.toContain('rules')
    metrics.rules(12, 3)
    metrics.rules(14, 0)
    const rendered = await lines(metrics)
    expect(rendered).toContain('auditflow_rules_loaded{function="one"} 14')
    expect(rendered).toContain('auditflow_rules_refused{function="one"} 0')
  })

  it('count events that came too late', async () => {
    const metrics = createMetrics('one')
    metrics.late(2)
    metrics.late(1)
    expect(await lines(metrics)).toContain('auditflow_late_events_total{function="one"} 3')
  })

  it('count notices, looks and faults of the routing', async () => {
    const metrics = createMetrics('one')
    metrics.notice('ops/slack/0', 'firing', 'sent')
    metrics.notice('ops/slack/0', 'firing', 'sent')
    metrics.looked(0.4)
    metrics.routingFault(true)
    const rendered = await lines(metrics)
    expect(rendered).toContain(
      'auditflow_notice_attempts_total{channel="ops/slack/0",kind="firing",outcome="sent",function="one"} 2',
    )
    expect(rendered).toContain('auditflow_look_lateness_seconds_bucket{le="0.1",function="one"} 0')
    expect(rendered).toContain('auditflow_look_lateness_seconds_bucket{le="0.5",function="one"} 1')
    expect(rendered).toContain('auditflow_routing_fault{function="one"} 1')
  })

  it('are apart for every function in one process', async () => {
    const one = createMetrics('one')
    const two = createMetrics('two')
    one.outcome('done', 1)
    expect((await lines(two)).join()).not.toContain('outcome="done"')
    expect((await lines(one)).join()).toContain('outcome="done"')
  })
})
