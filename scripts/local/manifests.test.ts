import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readManifests } from './manifests.ts'

const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

function read(files: Record<string, string> = {}) {
  const root = mkdtempSync(join(tmpdir(), 'manifests-'))
  roots.push(root)
  const all = { 'stack.yml': 'functions:\n  one: {}\n', 'knative/base/none.yaml': '', ...files }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return readManifests(root)
}

const source = (spec: string) => `
kind: RabbitmqSource
metadata: { name: s }
spec:
  rabbitmqResourcesConfig: { queueName: q, parallelism: 3 }
  sink: { ref: { kind: Service, name: one }, uri: /dead }
${spec}`

describe('what the local runner reads from the deployed files', () => {
  it('is every function of stack.yml, with Knative’s defaults where there is no more', () => {
    expect(read().functions).toEqual([{ name: 'one', environment: {}, idleMs: 60_000, timeoutMs: 300_000 }])
  })

  it('takes the environment from stack.yml, with the defaults of its variables', () => {
    const stack = `functions:\n  one:\n    environment: { A: "\${NAME:-x}", B: "\${EMPTY:-}", C: plain }\n`
    expect(read({ 'stack.yml': stack }).functions[0]?.environment).toEqual({ A: 'x', B: '', C: 'plain' })
  })

  it('takes idle and request times from the Knative Service of the same name', () => {
    const service = (name: string) => `
kind: Service
metadata: { name: ${name} }
spec:
  template:
    metadata: { annotations: { autoscaling.knative.dev/window: 30s } }
    spec: { timeoutSeconds: 5 }
`
    const of = (name: string) => read({ 'knative/base/services/a.yaml': service(name) }).functions[0]
    expect(of('one')).toMatchObject({ idleMs: 30_000, timeoutMs: 5_000 })
    expect(of('other')).toMatchObject({ idleMs: 60_000, timeoutMs: 300_000 })
  })

  it('takes queues, sinks and retries from the sources', () => {
    const text = source('  delivery: { retry: 2, backoffPolicy: linear, backoffDelay: PT0.2S }')
    const [plan] = read({ 'knative/base/a.yaml': text }).sources
    expect(plan).toMatchObject({
      name: 's',
      queue: 'q',
      parallelism: 3,
      batchSize: 1,
      retry: 2,
      sink: { function: 'one', path: '/dead' },
    })
    expect([1, 2, 3].map((attempt) => plan?.backoffMs(attempt))).toEqual([200, 400, 600])
  })

  it('doubles the delay unless told otherwise, and takes Knative’s defaults', () => {
    const [plan] = read({ 'knative/base/a.yaml': source('  delivery: {}') }).sources
    expect(plan?.retry).toBe(5)
    expect([1, 2, 3].map((attempt) => plan?.backoffMs(attempt))).toEqual([100, 200, 400])
  })

  it('retries nothing for a source without delivery, as Knative', () => {
    expect(read({ 'knative/base/a.yaml': source('') }).sources[0]?.retry).toBe(0)
  })

  it('takes schedules from PingSources', () => {
    const ping = `
kind: PingSource
metadata: { name: p }
spec:
  schedule: "*/5 * * * *"
  contentType: application/json
  data: '{"count": 1}'
  sink: { ref: { kind: Service, name: one } }
`
    expect(read({ 'knative/base/p.yaml': ping }).pings).toEqual([
      {
        name: 'p',
        schedule: '*/5 * * * *',
        timezone: 'UTC',
        contentType: 'application/json',
        data: '{"count": 1}',
        sink: { function: 'one', path: '/' },
      },
    ])
  })

  it('reads every document of a file and passes over other kinds', () => {
    const text = `${source('')}\n---\nkind: Broker\n---\n${source('').replace('name: s', 'name: t')}`
    expect(read({ 'knative/base/deep/er/a.yaml': text }).sources.map(({ name }) => name)).toEqual(['s', 't'])
  })

  it.each([
    ['a sink that stack.yml does not name', source('').replace('name: one', 'name: two'), /s sends to two, which/],
    [
      'a sink that is no function',
      source('').replace('kind: Service', 'kind: Broker'),
      /^a\.yaml: spec\.sink\.ref\.kind: /,
    ],
    ['a source without a queue', source('').replace('queueName', 'queue'), /^a\.yaml: spec\..*queueName: /],
    ['a delay that is none', source('  delivery: { backoffDelay: 1x }'), /1x: is no duration/],
    ['broken YAML', 'kind: [', /a\.yaml: /],
  ])('refuses %s', (_, text, message) => {
    expect(() => read({ 'knative/base/a.yaml': text })).toThrow(message)
  })

  it('is complete for this project', () => {
    const plan = readManifests('.')
    expect(plan.functions).toHaveLength(5)
    expect(plan.sources).toHaveLength(3)
    expect(plan.pings).toHaveLength(3)
  })
})
