import { readdirSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../helpers/until.ts'
import { createInstallation, DASHBOARD, type Installation, importImages } from './installation.ts'
import { IS_LAB, kubectl, MISSING, tryKubectl } from './kubectl.ts'
import { ctr } from './lab.ts'

const FUNCTIONS = readdirSync('functions')
const EVENTS = 10_000
const BATCH = 50
const AT_ONCE = 4
const COLD_STARTS = 10

describe.skipIf(MISSING !== undefined)('AuditFlow on a real node', () => {
  let installation: Installation
  let inNamespace: string

  beforeAll(async () => {
    installation = await createInstallation('0.1.0')
    inNamespace = `--namespace=${installation.namespace}`
    // The shortest window there is, so that the way to zero takes seconds here.
    const window = { metadata: { annotations: { 'autoscaling.knative.dev/window': '6s' } } }
    for (const name of FUNCTIONS) {
      const patch = JSON.stringify({ spec: { template: window } })
      await kubectl([inNamespace, 'patch', 'ksvc', name, '--type=merge', `--patch=${patch}`])
    }
    await kubectl([inNamespace, 'wait', 'ksvc', '--all', '--for=condition=Ready', '--timeout=120s'])
  })
  afterAll(() => installation?.remove())

  const stored = async (actor: string) => {
    const [row] = await installation.database.sql<{ events: number; ids: number }[]>`
      select count(*)::int as events, count(distinct (source, id))::int as ids from audit_events where actor = ${actor}`
    return [row?.events, row?.ids]
  }
  const allStored = async (actor: string, count: number) => {
    await until(`${count} events of ${actor}`, async () => ((await stored(actor))[0] ?? 0) >= count, 180_000)
    expect(await stored(actor)).toEqual([count, count])
  }
  const atZero = () => until('zero pods', async () => (await installation.pods()).length === 0, 120_000)
  const event = (actor: string, index: number) => ({
    id: `${actor}-${index}`,
    action: 'file.read',
    actor,
    target: 'report',
  })

  /** Injects events by batches while `trouble` is made over and over. */
  const injectDuring = async (actor: string, count: number, trouble: () => Promise<unknown>) => {
    let next = 0
    let isOver = false
    const send = async () => {
      while (next < count) {
        const from = next
        next += BATCH
        await installation.inject(Array.from({ length: BATCH }, (_, index) => event(actor, from + index)))
      }
    }
    const disturb = async () => {
      while (!isOver) await trouble()
    }
    const disturbed = disturb()
    await Promise.all(Array.from({ length: AT_ONCE }, send)).finally(() => {
      isOver = true
    })
    await disturbed
    await allStored(actor, count)
  }

  it('has no pod when nothing happens, and wakes for an event until it is stored', async () => {
    const took: number[] = []
    for (let round = 0; round < COLD_STARTS; round++) {
      await atZero()
      const started = performance.now()
      await installation.inject([event('cold', round)])
      await allStored('cold', round + 1)
      took.push(performance.now() - started)
    }
    took.sort((a, b) => a - b)
    const seconds = took.map((ms) => (ms / 1_000).toFixed(2))
    console.log(`from zero to stored, webhook and analysis woken: ${seconds.join(' ')} s`)
    expect(took).toHaveLength(COLD_STARTS)
  }, 600_000)

  it('loses and doubles none of 10,000 events while pods are deleted at random', async () => {
    let deleted = 0
    await injectDuring('deleted', EVENTS, async () => {
      await sleep(700)
      const connectors = (
        await kubectl([inNamespace, 'get', 'pods', '--selector=app.kubernetes.io/name=connector', '-o=name'])
      )
        .split('\n')
        .filter(Boolean)
        .map((name) => name.replace('pod/', ''))
      const pods = [...(await installation.pods()), ...connectors]
      const pod = pods[Math.floor(Math.random() * pods.length)]
      if (pod === undefined) return
      const force = deleted % 2 === 0 ? ['--grace-period=0', '--force'] : []
      const { status } = await tryKubectl([inNamespace, 'delete', 'pod', pod, '--wait=false', ...force])
      if (status === 0) deleted++
    })
    console.log(`${deleted} pods deleted`)
    expect(deleted).toBeGreaterThan(5)
  }, 400_000)

  it('goes on while a new version takes over from the old one', async () => {
    importImages('0.1.1')
    const upgraded = installation.deploy('--version=0.1.1')
    let isDone = false
    void upgraded
      .finally(() => {
        isDone = true
      })
      .catch(() => undefined)
    await injectDuring('upgraded', 2_000, async () => {
      await sleep(200)
    })
    await upgraded
    expect(isDone).toBe(true)
    const images = await kubectl([inNamespace, 'get', 'revisions', '-o=jsonpath={.items[*].spec.containers[0].image}'])
    expect(new Set(images.split(/\s+/).map((image) => image.split(':').at(-1)))).toEqual(new Set(['0.1.0', '0.1.1']))
    await allStored('upgraded', 2_000)
  }, 300_000)

  it.skipIf(!IS_LAB)(
    'goes on after all that runs on the node was killed at once',
    async () => {
      let killed = 0
      await injectDuring('restarted', 2_000, async () => {
        await sleep(500)
        if (killed > 0) return
        const tasks = ctr('tasks', 'ls', '-q').split('\n').filter(Boolean)
        for (const task of tasks) ctr('tasks', 'kill', '-s', 'SIGKILL', task)
        killed = tasks.length
      })
      expect(killed).toBeGreaterThan(5)
    },
    400_000,
  )

  it('shows the dashboard through the ingress, for who has its token, and what happens at once', async () => {
    const { dashboardToken: token } = installation
    expect((await installation.ask(DASHBOARD, '/', { token: 'none' })).statusCode).toBe(401)
    const page = await installation.ask(DASHBOARD, '/', { token })
    expect([page.statusCode, await text(page)]).toEqual([200, expect.stringContaining('<!doctype html>')])
    const stream = await installation.ask(DASHBOARD, '/api/v1/stream', { token })
    expect(stream.headers['content-type']).toContain('text/event-stream')
    let seen = ''
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      seen += chunk
    })
    await until('the stream to be ready', () => seen.includes('event: ready'))
    await installation.inject([event('streamed', 1)])
    await until('the event in the stream', () => seen.includes('streamed'), 60_000)
    stream.destroy()
  })

  it('is not to be reached from outside but for the webhook and the dashboard', async () => {
    for (const name of ['audit-event-generator', 'audit-log-analysis', 'notification-service']) {
      const url = await kubectl([inNamespace, 'get', 'ksvc', name, '-o=jsonpath={.status.url}'])
      expect(url).toBe(`http://${name}.${installation.namespace}.svc.cluster.local`)
      expect((await installation.ask(name, '/_/health')).statusCode).toBe(404)
    }
  })

  it('has rejected nothing of all that', async () => {
    expect(await installation.database.sql`select stage, reason from rejected_events`).toEqual([])
  })
})
