import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import * as z from 'zod/mini'
import { isResting } from '../../shared/events/topology.ts'
import { topology } from '../../shared/runtime/publisher.ts'

const rulesSchema = z.object({
  spec: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({ alert: z.string(), expr: z.string(), annotations: z.object({ summary: z.string() }) }),
        ),
      }),
    ),
  }),
})
const boardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })) })),
})

/** Of others: RabbitMQ's Prometheus plugin (4.1, per object), kube-state-metrics and the kubelet. */
const THEIRS = [
  'rabbitmq_identity_info',
  'rabbitmq_queue_messages',
  'rabbitmq_queue_consumers',
  'rabbitmq_alarms_free_disk_space_watermark',
  'rabbitmq_alarms_memory_used_watermark',
  'rabbitmq_global_messages_confirmed_total',
  'kube_job_status_failed',
  'kube_cronjob_status_last_successful_time',
  'kube_cronjob_created',
  'kubelet_volume_stats_available_bytes',
  'kubelet_volume_stats_capacity_bytes',
]
const OWN_SOURCES = ['shared/observe/metrics.ts', 'functions/event-audit-dashboard/totals-as-text.ts']
const own = OWN_SOURCES.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(/'(auditflow_\w+)'/g)].map(([, name]) => name),
)
const known = new Set([...THEIRS, ...own])

const rules = rulesSchema
  .parse(parse(readFileSync('infra/monitoring/rules.yaml', 'utf8')))
  .spec.groups.flatMap((group) => group.rules)
const board = boardSchema.parse(JSON.parse(readFileSync('infra/monitoring/auditflow.json', 'utf8')))
const metricsOf = (expr: string) =>
  expr.replace(/"[^"]*"/g, '""').match(/\b(auditflow|rabbitmq|kube|kubelet)_\w+/g) ?? []

describe('the alerts and the Grafana dashboard', () => {
  it.each(rules)('$alert asks for metrics that exist', ({ expr }) => {
    const asked = metricsOf(expr)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  })

  it.each(board.panels)('the panel "$title" asks for metrics that exist', ({ targets }) => {
    const asked = targets.flatMap(({ expr }) => metricsOf(expr))
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  })

  it('ask for what the dashboard tells seldom over a stretch of time, never for its last value', () => {
    const exprs = [
      ...rules.map(({ expr }) => expr),
      ...board.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
    ]
    const bare = exprs.flatMap((expr) => expr.match(/\bauditflow_\w+(\{[^}]*\})?(?!\w|\{|\[)/g) ?? [])
    expect(bare).toEqual([])
  })

  it('miss a consumer at each queue that has one, and at none in which messages only rest', () => {
    const { expr } = rules.find(({ alert }) => alert === 'AuditflowNoConsumer')!
    const asked = new RegExp(`^(?:${/queue=~"([^"]+)"/.exec(expr)?.[1]})$`)
    for (const { name } of topology.queues) expect([name, asked.test(name)]).toEqual([name, !isResting(topology, name)])
    expect(['auditflow.broker', 'auditflow.broker.rest'].map((name) => asked.test(name))).toEqual([true, false])
  })

  it('have names of their own', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  })
})
