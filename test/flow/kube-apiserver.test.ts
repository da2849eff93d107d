import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditProxy, createAuditProxy } from '../helpers/audit-proxy.ts'
import { type Answer, type ApiServer, type Keys, MISSING, makeKeys, startApiServer } from '../helpers/kube-apiserver.ts'
import { createPlace, type Runner } from '../helpers/runner.ts'
import { until } from '../helpers/until.ts'

const REQUESTS = 10_000
const DEEDS = 5
const AT_ONCE = 20
const WEBHOOK = 'audit-event-webhook'
const MOST_MEMORY_MB = 400
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'

const POLICY = 'infra/kube-audit/policy.yaml'

const kubeconfig = (server: string, ca: string, token: string) => `
apiVersion: v1
kind: Config
clusters: [{ name: auditflow, cluster: { server: "${server}", certificate-authority: "${ca}" } }]
users: [{ name: auditflow, user: { token: "${token}" } }]
contexts: [{ name: auditflow, context: { cluster: auditflow, user: auditflow } }]
current-context: auditflow
`

if (MISSING !== undefined) console.warn(`no real API server here, its tests are skipped: ${MISSING} is missing`)

describe.skipIf(MISSING !== undefined)('a real Kubernetes API server with its audit webhook', () => {
  let place: Awaited<ReturnType<typeof createPlace>>
  let runner: Runner
  let proxy: AuditProxy
  let keys: Keys
  let api: ApiServer

  beforeAll(async () => {
    place = await createPlace()
    runner = await place.start()
    keys = makeKeys()
    const tls = { cert: keys.read('apiserver.crt'), key: keys.read('apiserver.key') }
    proxy = await createAuditProxy(`${runner.url}/function/${WEBHOOK}/sources/kubernetes`, tls)
    const config = join(place.home, 'audit.yaml')
    writeFileSync(config, kubeconfig(proxy.url, keys.fileOf('ca.crt'), runner.token))
    api = await startApiServer(keys, [
      `--audit-policy-file=${POLICY}`,
      `--audit-webhook-config-file=${config}`,
      '--audit-webhook-batch-max-wait=1s',
      '--audit-webhook-batch-max-size=100',
      '--audit-webhook-batch-throttle-qps=50',
      '--audit-webhook-initial-backoff=2s',
    ])
  }, 180_000)

  afterAll(async () => {
    await api?.stop()
    proxy?.close()
    await runner?.stop()
    keys?.remove()
    await place?.remove()
  }, 60_000)

  /** What one of the many does: creates, reads, lists, is denied, deletes. */
  const deeds = async (name: string, userAgent: string): Promise<Answer[]> => {
    const headers = { 'user-agent': userAgent, 'content-type': 'application/json' }
    const eve = { ...headers, 'impersonate-user': 'eve@example.com' }
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { note: 'x'.repeat(200) } }
    return [
      await api.request('POST', CONFIG_MAPS, headers, body),
      await api.request('GET', `${CONFIG_MAPS}/${name}`, headers),
      await api.request('GET', `${CONFIG_MAPS}?limit=1`, headers),
      await api.request('GET', `/api/v1/namespaces/default/secrets/${name}`, eve),
      await api.request('DELETE', `${CONFIG_MAPS}/${name}`, headers),
    ]
  }
  const makeRequests = async (
    count: number,
    userAgent: string,
    onAnswers: (done: number) => void = () => undefined,
  ) => {
    const answers: Answer[] = []
    let next = 0
    const work = async () => {
      while (next < count / DEEDS) {
        answers.push(...(await deeds(`${userAgent}-${next++}`, userAgent)))
        onAnswers(answers.length)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    return answers
  }
  const storedOf = async (userAgent: string) =>
    await place.database.sql<{ audit_id: string; verb: string; outcome: string; actor: string }[]>`
      select raw ->> 'auditID' as audit_id, raw ->> 'verb' as verb, outcome, actor from audit_events
      where raw ->> 'userAgent' = ${userAgent}`
  /** Looks seldom: counting reads every record. */
  const allStored = async (userAgent: string, count: number, timeoutMs: number) => {
    let stored = 0
    await until(
      `${count} events of ${userAgent}`,
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_000))
        stored = (await storedOf(userAgent)).length
        return stored >= count
      },
      timeoutMs,
    ).catch((error: Error) => {
      throw new Error(
        `${error.message}: ${stored} are stored; ${proxy.accepted} batches accepted, ${proxy.failed} tries failed`,
      )
    })
  }
  const memoryOf = (pid: number | undefined): number => {
    if (pid === undefined) return 0
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return 0
      throw error
    }
  }

  it('has each of 10,000 requests stored exactly once, though the webhook is killed three times', async () => {
    const killAt = [2_000, 5_000, 8_000]
    const killed: number[] = []
    let mostMb = 0
    const sampler = setInterval(() => {
      mostMb = Math.max(mostMb, memoryOf(runner.pidOf(WEBHOOK)))
    }, 500)
    const answers = await makeRequests(REQUESTS, 'auditflow-many', (done) => {
      const pid = done >= (killAt[0] ?? Number.POSITIVE_INFINITY) ? runner.pidOf(WEBHOOK) : undefined
      if (pid === undefined || killed.includes(pid)) return
      process.kill(pid, 'SIGKILL')
      killed.push(pid)
      killAt.shift()
    })
    const statuses = new Map<number, number>()
    for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
    expect(Object.fromEntries(statuses)).toEqual({ 200: 6_000, 201: 2_000, 403: 2_000 })
    expect(killed).toHaveLength(3)
    await allStored('auditflow-many', REQUESTS, 90_000)
    clearInterval(sampler)
    const stored = await storedOf('auditflow-many')
    const ids = new Set(stored.map((row) => row.audit_id))
    expect([stored.length, ids.size]).toEqual([REQUESTS, REQUESTS])
    expect(answers.filter(({ auditId }) => !ids.has(auditId))).toEqual([])
    const denied = stored.filter(({ outcome }) => outcome === 'Failure')
    expect(denied).toHaveLength(REQUESTS / DEEDS)
    console.log(
      `webhook: ${Math.round(mostMb)} MB at most; ${proxy.accepted} batches accepted, ${proxy.failed} tries failed`,
    )
    expect(mostMb).toBeGreaterThan(0)
    expect(mostMb).toBeLessThan(MOST_MEMORY_MB)
  }, 150_000)

  it('has the others of a batch stored when items of it are broken, and those kept with their reason', async () => {
    const broken: string[] = []
    proxy.onBatch = (items) => {
      const own = items.flatMap((item, index) =>
        (item as { userAgent?: string }).userAgent === 'auditflow-broken' ? [index] : [],
      )
      if (broken.length > 0 || own.length < 4) return
      const [verbless, number] = [own[1]!, own[2]!]
      broken.push(...[verbless, number].map((index) => (items[index] as { auditID: string }).auditID))
      Object.assign(items[verbless] as object, { verb: null })
      items[number] = 20_261_125
    }
    const answers = await makeRequests(200, 'auditflow-broken')
    await allStored('auditflow-broken', 200 - 2, 30_000)
    expect(broken).toHaveLength(2)
    const good = answers.map(({ auditId }) => auditId).filter((id) => !broken.includes(id))
    expect((await storedOf('auditflow-broken')).map((row) => row.audit_id).sort()).toEqual(good.sort())
    const rejected = await until('the broken ones', async () => {
      const rows = await place.database.sql<{ reason: string; payload: string }[]>`
        select reason, payload from rejected_events order by payload`
      return rows.length >= 2 && rows
    })
    expect(rejected.map(({ reason }) => reason)).toEqual([
      'neither a JSON object nor a text',
      'verb is missing: not a Kubernetes audit event',
    ])
    expect(rejected[0]?.payload).toBe('20261125')
    expect(rejected[1]?.payload).toContain(broken[0])
  }, 60_000)
})
