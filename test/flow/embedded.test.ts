import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../scripts/local/free-port.ts'
import { type Runner, startRunner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const NOTHING = { DATABASE_URL: 'embedded', RABBITMQ_URL: 'off', REDIS_URL: 'off' }

describe('a machine with no PostgreSQL, RabbitMQ or Redis', () => {
  const home = mkdtempSync(join(tmpdir(), 'auditflow-'))
  let port: number
  let runner: Runner
  beforeAll(async () => {
    port = await freePort()
    runner = await startRunner(home, port, NOTHING)
  }, 90_000)
  afterAll(async () => {
    await runner.stop()
    rmSync(home, { recursive: true, force: true })
  })

  const overview = async () => {
    const answer = await fetch(`${runner.url}/api/v1/alerts`)
    return (await answer.json()) as { items?: unknown[]; alerts?: unknown[] }
  }
  const alerts = async () => {
    const { items, alerts: list } = await overview()
    return (items ?? list ?? []).length
  }

  it('shows generated events and an alert within a minute of the start, and says what it runs on', async () => {
    await until('an alert of the generated events', async () => (await alerts()) > 0, 60_000)
    expect(runner.output()).toMatch(/PostgreSQL {2}embedded/)
    expect(runner.output()).toContain('a durable queue in PostgreSQL instead')
    expect(runner.output()).toContain('windows in PostgreSQL instead')
  })

  it('keeps everything through a kill and a new start, which takes the running database over', async () => {
    const before = await alerts()
    await runner.kill()
    runner = await startRunner(home, port, NOTHING)
    await until('the alerts of before', async () => (await alerts()) >= before)
  })
})
