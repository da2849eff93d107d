import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { FUNCTIONS, PROGRAMS } from '../bundle.mjs'
import type { Kubectl } from './kubectl.ts'
import { holdsSourcesOnly, kustomization, programFolders } from './kustomization.ts'
import type { Options } from './options.ts'
import { podFaults, waitUntilReady } from './ready.ts'
import {
  asFiles,
  ownServices,
  programSecrets,
  type Secrets,
  type Services,
  secretManifests,
  storeSecrets,
  type Values,
} from './secrets.ts'

const OPENFAAS_FUNCTIONS = 'openfaas-fn'
const MADE = '.auditflow/deploy'
const LABELS = { 'app.kubernetes.io/part-of': 'auditflow' }

export type Say = (line: string) => void
/** Letters and digits: nothing on the way has to be escaped. */
const random = () => randomBytes(24).toString('hex')

/** Applies everything in order, each step once the one before is ready. @throws Error that says which step failed and why */
export async function install(kubectl: Kubectl, options: Options, say: Say): Promise<Secrets> {
  const { namespace, size, serve, waitSeconds } = options
  const timeout = `--timeout=${waitSeconds}s`
  const inNamespace = `--namespace=${namespace}`
  await ensureNamespace(kubectl, namespace)

  const stores = storeSecrets(await readSecrets(kubectl, namespace), random)
  if (size !== 'external') {
    await applySecrets(kubectl, namespace, stores)
    say(`Stores: infra/overlays/${size}`)
    await applyFolders(kubectl, [`infra/overlays/${size}`], options, {})
    await kubectl.run([inNamespace, 'rollout', 'status', 'statefulset/postgres', timeout])
    await kubectl.run([inNamespace, 'rollout', 'status', 'deployment/redis', timeout])
    await kubectl.run([inNamespace, 'wait', 'rabbitmqcluster/rabbitmq', '--for=condition=AllReplicasReady', timeout])
  } else {
    await applyFolders(kubectl, ['infra/overlays/external'], options, {})
  }

  const services = await servicesOf(kubectl, options, stores)
  const secrets = programSecrets(services, await readSecrets(kubectl, namespace), random)
  await applySecrets(kubectl, namespace, secrets)

  say('Schema and queues: infra/prepare')
  await prepare(kubectl, options)

  if (serve === 'openfaas') await deployToOpenFaas(kubectl, options, secrets, say)
  const folders = programFolders(options)
  say(`Programs: ${folders.join(', ')}`)
  await applyFolders(kubectl, folders, options, secrets)
  await waitUntilReady(kubectl, options)
  return secrets
}

async function ensureNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  if ((await kubectl.get([`namespace/${namespace}`])) === undefined)
    await kubectl.run(['create', 'namespace', namespace])
}

/** The secrets of the namespace, decoded. */
export async function readSecrets(kubectl: Kubectl, namespace: string): Promise<Secrets> {
  type List = { items: { metadata: { name: string }; data?: Values }[] }
  const list = await kubectl.get<List>([`--namespace=${namespace}`, 'secret'])
  const decode = (data: Values = {}) =>
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
  return Object.fromEntries((list?.items ?? []).map(({ metadata, data }) => [metadata.name, decode(data)]))
}

/** Server-side: keys that somebody else has put there stay. */
async function applySecrets(kubectl: Kubectl, namespace: string, secrets: Secrets): Promise<void> {
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=auditflow-deploy', '-f', '-']
  await kubectl.run([`--namespace=${namespace}`, ...apply], secretManifests(secrets, LABELS))
}

async function servicesOf(kubectl: Kubectl, options: Options, stores: Secrets): Promise<Services> {
  const { database, rabbitmq, redis, namespace } = options
  if (database !== undefined && rabbitmq !== undefined) return { database, rabbitmq, redis }
  const user = (await readSecrets(kubectl, namespace))['rabbitmq-default-user']
  if (user === undefined) throw new Error('the RabbitMQ operator has made no secret rabbitmq-default-user')
  return ownServices(namespace, stores, user)
}

/** Writes a kustomization of these folders for the options. @returns its folder */
export function writeKustomization(folders: readonly string[], options: Options, secrets: Secrets): string {
  const made = join(MADE, options.namespace, folders.join('+').replaceAll('/', '-'))
  mkdirSync(made, { recursive: true })
  const resources = folders.map((folder) => relative(made, folder))
  const text = kustomization(resources, options, [...FUNCTIONS, ...PROGRAMS], secrets)
  writeFileSync(join(made, 'kustomization.yaml'), text)
  return made
}

/**
 * What can't be changed in place is made anew where that loses nothing: a source, whose queue stays. Never stores, which
 * hold data, and never functions, which answer.
 */
async function applyFolders(kubectl: Kubectl, folders: readonly string[], options: Options, secrets: Secrets) {
  for (const folder of folders) {
    const made = writeKustomization([folder], options, secrets)
    const { status, stderr } = await kubectl.try(['apply', '-k', made])
    if (status === 0) continue
    if (!holdsSourcesOnly(folder) || !/immutable/i.test(stderr))
      throw new Error(`kubectl apply -k ${folder}: ${stderr.trim()}`)
    await kubectl.run(['replace', '--force', '-k', made])
  }
}

async function prepare(kubectl: Kubectl, options: Options): Promise<void> {
  const inNamespace = `--namespace=${options.namespace}`
  await kubectl.run([inNamespace, 'delete', 'job/prepare', '--ignore-not-found', '--wait'])
  await applyFolders(kubectl, ['infra/prepare'], options, {})
  const deadline = performance.now() + options.waitSeconds * 1_000
  type Job = { status?: { conditions?: { type: string; status: string; message?: string }[] } }
  for (;;) {
    const job = await kubectl.get<Job>([inNamespace, 'job/prepare'])
    const done = job?.status?.conditions?.filter(({ status }) => status === 'True').map(({ type }) => type) ?? []
    if (done.includes('Complete')) return
    if (done.includes('Failed') || performance.now() > deadline) {
      const { stdout } = await kubectl.try([inNamespace, 'logs', 'job/prepare', '--tail=5'])
      const reasons = stdout.trim() || (await podFaults(kubectl, options.namespace)).join('\n')
      throw new Error(`prepare has not succeeded; what ran before goes on. ${reasons}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}

async function deployToOpenFaas(kubectl: Kubectl, options: Options, secrets: Secrets, say: Say): Promise<void> {
  await applySecrets(kubectl, OPENFAAS_FUNCTIONS, asFiles(secrets))
  say('Functions: stack.yml')
  const env = { ...process.env, AUDITFLOW_REGISTRY: options.prefix, AUDITFLOW_VERSION: options.version }
  const args = ['deploy', '--yaml=stack.yml', `--gateway=${options.gateway}`]
  const { status, stderr, stdout } = spawnSync('faas-cli', args, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(`faas-cli ${args.join(' ')}: ${(stderr || stdout).trim()}`)
}
