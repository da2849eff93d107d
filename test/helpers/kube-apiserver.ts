import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { homedir, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePort } from '../../scripts/local/free-port.ts'
import { until } from './until.ts'

const SCRIPTS = '../shared/cluster'
const BIN = join(process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/auditflow-cluster'), 'bin')
const CONNECTIONS = 20

/** What is missing to run a real API server here, or undefined. */
export const MISSING = [join(SCRIPTS, 'certs.sh'), join(BIN, 'etcd'), join(BIN, 'kube-apiserver')].find(
  (file) => !existsSync(file),
)

export type Answer = { status: number; auditId: string; text: string }

export type ApiServer = {
  /** As the administrator; a body is sent as JSON. */
  request(method: string, path: string, headers?: Record<string, string>, body?: unknown): Promise<Answer>
  stop(): Promise<void>
}

/** A folder of a cluster's keys; `apiserver` is for 127.0.0.1. */
export type Keys = { folder: string; fileOf(name: string): string; read(name: string): Buffer; remove(): void }

export function makeKeys(): Keys {
  const folder = mkdtempSync(join(tmpdir(), 'auditflow-kube-'))
  const env = { ...process.env, CLUSTER_DIR: folder }
  execFileSync('bash', [resolve(SCRIPTS, 'certs.sh')], { env, stdio: 'ignore' })
  const fileOf = (name: string) => join(folder, 'etc/pki', name)
  return {
    folder,
    fileOf,
    read: (name) => readFileSync(fileOf(name)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export type ApiClient = { request: ApiServer['request']; close(): void }

/** Speaks to the API server on that port of this machine, as its administrator. */
export function apiClient(port: number, keys: Pick<Keys, 'read'>): ApiClient {
  const [ca, cert, key] = ['ca.crt', 'admin.crt', 'admin.key'].map(keys.read)
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS, ca, cert, key })
  return {
    request: (method, path, headers = {}, body = undefined) =>
      new Promise((resolve, reject) => {
        const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent }, async (answer) => {
          let text = ''
          for await (const chunk of answer.setEncoding('utf8')) text += chunk
          resolve({ status: answer.statusCode ?? 0, auditId: String(answer.headers['audit-id']), text })
        })
        outgoing.on('error', reject)
        outgoing.end(body === undefined ? undefined : JSON.stringify(body))
      }),
    close: () => agent.destroy(),
  }
}

/** etcd and kube-apiserver, with ports and data of their own. `args`: further flags of the API server. */
export async function startApiServer(keys: Keys, args: readonly string[]): Promise<ApiServer> {
  const { folder, fileOf: pki } = keys
  const [clients, peers, port] = [await freePort(), await freePort(), await freePort()]
  const children: ChildProcess[] = []
  const start = (name: string, flags: readonly string[]) => {
    // Ends with this process, however that ends.
    const child = spawn('setpriv', ['--pdeathsig=KILL', join(BIN, name), ...flags], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    child.stderr.pipe(createWriteStream(join(folder, `${name}.txt`)))
    children.push(child)
  }
  start('etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=http://127.0.0.1:${clients}`,
    `--advertise-client-urls=http://127.0.0.1:${clients}`,
    `--listen-peer-urls=http://127.0.0.1:${peers}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peers}`,
    `--initial-cluster=default=http://127.0.0.1:${peers}`,
  ])
  start('kube-apiserver', [
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--endpoint-reconciler-type=none',
    `--etcd-servers=http://127.0.0.1:${clients}`,
    '--service-cluster-ip-range=10.43.0.0/16',
    '--authorization-mode=Node,RBAC',
    `--client-ca-file=${pki('ca.crt')}`,
    `--tls-cert-file=${pki('apiserver.crt')}`,
    `--tls-private-key-file=${pki('apiserver.key')}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    `--service-account-key-file=${pki('sa.pub')}`,
    `--service-account-signing-key-file=${pki('sa.key')}`,
    '--profiling=false',
    ...args,
  ])
  const client = apiClient(port, keys)
  const server: ApiServer = {
    request: client.request,
    async stop() {
      client.close()
      for (const child of children.reverse()) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const gone = once(child, 'exit')
        child.kill('SIGTERM')
        const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
        await gone
        clearTimeout(timer)
      }
    },
  }
  const isReady = async () => (await server.request('GET', '/readyz').catch(() => undefined))?.status === 200
  try {
    await until('the API server to be ready', isReady, 90_000)
  } catch (error) {
    const log = readFileSync(join(folder, 'kube-apiserver.txt'), 'utf8').slice(-2_000)
    await server.stop()
    throw new Error(`${(error as Error).message}:\n${log}`)
  }
  return server
}
