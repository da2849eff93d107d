import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { createTestBroker } from '../helpers/broker.ts'
import { createTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { until } from '../helpers/until.ts'
import { IS_LAB, kubectl, run } from './kubectl.ts'
import { AUDIT_TOKEN, ctr, MACHINE } from './lab.ts'

export const WEBHOOK = 'audit-event-webhook'
export const DASHBOARD = 'event-audit-dashboard'
const IMAGES = 'dist/images'
export const INGRESS = process.env['AUDITFLOW_INGRESS'] ?? 'http://127.0.0.1:8081'

export type Installation = {
  namespace: string
  database: TestDatabase
  /** Runs `npm run deploy` with these further options. @throws with what it says when it fails */
  deploy(...options: string[]): Promise<string>
  /** Asks a function through the ingress, as its users do. */
  ask(name: string, path: string, init?: { body?: string; token?: string }): Promise<IncomingMessage>
  /** Posts events until they are accepted, as a sender does. */
  inject(events: object[]): Promise<void>
  dashboardToken: string
  /** The name under which the ingress has a function. */
  hostOf(name: string): string
  /** Names of the functions' pods that are not on their way out. */
  pods(): Promise<string[]>
  remove(): Promise<void>
}

/** Makes the images as `npm run image -- --local --version VERSION` does, and imports them into the node. */
export function importImages(version: string): void {
  if (!IS_LAB) return
  execFileSync(process.execPath, ['scripts/run.mjs', 'image', '--local', '--version', version])
  for (const file of readdirSync(IMAGES)) ctr('images', 'import', join(IMAGES, file))
}

/** AuditFlow in a namespace of its own, on a database and a virtual host of its own on this machine. */
export async function createInstallation(version: string): Promise<Installation> {
  const namespace = `auditflow-${randomBytes(3).toString('hex')}`
  const [database, broker] = [await createTestDatabase({ migrated: false }), await createTestBroker()]
  const fromPods = (url: string) => url.replace('127.0.0.1', MACHINE)
  const secretOf = async (name: string, key: string) =>
    Buffer.from(
      await kubectl([`--namespace=${namespace}`, 'get', 'secret', name, `-o=jsonpath={.data.${key}}`]),
      'base64',
    ).toString()
  let domain = ''
  const installation: Installation = {
    namespace,
    database,
    dashboardToken: '',
    hostOf: (name) => `${name}.${domain}`,
    async deploy(...options) {
      const { status, stdout, stderr } = await run(process.execPath, [
        ...['scripts/run.mjs', 'deploy', '--deliver=connector', `--namespace=${namespace}`, `--ingress=${INGRESS}`],
        ...[`--database=${fromPods(database.url)}`, `--rabbitmq=${fromPods(broker.url)}`, '--schedules=off'],
        ...[`--redis=redis://${MACHINE}:6379/0`, ...options],
      ])
      if (status !== 0) throw new Error(stderr)
      return stdout
    },
    async ask(name, path, { body, token = AUDIT_TOKEN } = {}) {
      const headers = {
        host: installation.hostOf(name),
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
      }
      const outgoing = request(`${INGRESS}${path}`, { method: body === undefined ? 'GET' : 'POST', headers })
      outgoing.end(body)
      const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
      return answer
    },
    async inject(events) {
      let last = ''
      await until(
        'the webhook to accept',
        async () => {
          try {
            const answer = await installation.ask(WEBHOOK, '/sources/json', { body: JSON.stringify(events) })
            last = `${answer.statusCode} ${await text(answer)}`
            return answer.statusCode === 202
          } catch (error) {
            last = (error as Error).message
            return false
          }
        },
        120_000,
      ).catch((error: Error) => {
        throw new Error(`${error.message}: ${last}`)
      })
    },
    async pods() {
      const template = '{range .items[?(!@.metadata.deletionTimestamp)]}{.metadata.name}{"\\n"}{end}'
      const selector = '--selector=serving.knative.dev/service'
      const listed = await kubectl([`--namespace=${namespace}`, 'get', 'pods', selector, `-o=jsonpath=${template}`])
      return listed.split('\n').filter(Boolean)
    },
    async remove() {
      await installation.deploy('--uninstall', `--delete-data=${namespace}`)
      await database.drop()
      await broker.drop()
    },
  }
  importImages(version)
  await kubectl(['create', 'namespace', namespace])
  // A token that is there is kept: the API server was started with this one.
  const token = `--from-literal=AUDITFLOW_INGEST_TOKEN=${AUDIT_TOKEN}`
  await kubectl([`--namespace=${namespace}`, 'create', 'secret', 'generic', WEBHOOK, token])
  await installation.deploy(`--version=${version}`)
  const url = await kubectl([`--namespace=${namespace}`, 'get', 'ksvc', WEBHOOK, '-o=jsonpath={.status.url}'])
  domain = new URL(url).hostname.slice(WEBHOOK.length + 1)
  installation.dashboardToken = await secretOf(DASHBOARD, 'AUDITFLOW_DASHBOARD_TOKEN')
  return installation
}
