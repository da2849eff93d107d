import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AuditProxy, createAuditProxy } from '../helpers/audit-proxy.ts'
import { type ApiClient, apiClient } from '../helpers/kube-apiserver.ts'
import { until } from '../helpers/until.ts'
import { createInstallation, DASHBOARD, INGRESS, type Installation, WEBHOOK } from './installation.ts'
import { IS_AUDITED } from './kubectl.ts'
import { AUDIT_PORT, CLUSTER_DIR, MACHINE, SCRIPTS, TLS } from './lab.ts'

const API_PORT = 6443
const ROUNDS = 40
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
if (!IS_AUDITED) console.warn('the cluster was not started with an audit webhook: its tests are skipped')

describe.skipIf(!IS_AUDITED)('the audit log of the cluster itself, through the ingress', () => {
  let installation: Installation
  let proxy: AuditProxy
  let api: ApiClient
  let folder: string
  const forwarders: ChildProcess[] = []

  beforeAll(async () => {
    installation = await createInstallation('0.1.0')
    const tls = { cert: readFileSync(TLS.cert), key: readFileSync(TLS.key) }
    proxy = await createAuditProxy(`${INGRESS}/sources/kubernetes`, tls, installation.hostOf(WEBHOOK))
    folder = mkdtempSync(join(tmpdir(), 'auditflow-audit-'))
    const [socket, forward] = [`unix:${join(folder, 'socket')}`, join(SCRIPTS, 'forward.mjs')]
    // Out of the network that the cluster has of its own, to this machine's.
    const node = ['setpriv', '--pdeathsig=KILL', process.execPath, forward]
    const inside = ['netns', 'exec', 'auditflow', ...node, `tcp:${MACHINE}:${AUDIT_PORT}`, socket]
    const [program = '', ...rest] = [...node, socket, `tcp:127.0.0.1:${new URL(proxy.url).port}`]
    forwarders.push(spawn(program, rest), spawn('ip', inside))
    api = apiClient(API_PORT, { read: (name) => readFileSync(join(CLUSTER_DIR, 'etc/pki', name)) })
  })
  afterAll(async () => {
    for (const forwarder of forwarders) forwarder.kill('SIGTERM')
    api?.close()
    proxy?.close()
    await installation?.remove()
    if (folder !== undefined) rmSync(folder, { recursive: true })
  })

  it('has every request of a session in the dashboard, none of them twice', async () => {
    const headers = { 'content-type': 'application/json' }
    const ids: string[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const name = `${installation.namespace}-${round}`
      const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }
      const eve = { ...headers, 'impersonate-user': 'eve@example.com' }
      const answers = [
        await api.request('POST', CONFIG_MAPS, headers, body),
        await api.request('GET', `${CONFIG_MAPS}/${name}`, headers),
        await api.request('GET', '/api/v1/namespaces/default/secrets', eve),
        await api.request('DELETE', `${CONFIG_MAPS}/${name}`, headers),
      ]
      expect(answers.map(({ status }) => status)).toEqual([201, 200, 403, 200])
      ids.push(...answers.map(({ auditId }) => auditId))
    }
    const { sql } = installation.database
    const stored = await until(
      `${ids.length} requests to be stored`,
      async () => {
        const rows = await sql<{ uid: string; id: string }[]>`
          select uid::text, raw ->> 'auditID' as id from audit_events where raw ->> 'auditID' is not null`
        const own = rows.filter(({ id }) => ids.includes(id))
        return new Set(own.map(({ id }) => id)).size === ids.length && own
      },
      120_000,
    )
    expect(stored).toHaveLength(ids.length)
    for (const { uid, id } of stored) {
      const answer = await installation.ask(DASHBOARD, `/api/v1/events/${uid}`, { token: installation.dashboardToken })
      expect(answer.statusCode).toBe(200)
      expect(await text(answer)).toContain(id)
    }
  }, 240_000)
})
