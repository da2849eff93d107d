import { randomBytes } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { FUNCTIONS, PROGRAMS } from '../bundle.mjs'
import { applySecrets, readSecrets } from './cluster-secrets.ts'
import { ensureDomain } from './domain.ts'
import { readGiven } from './given-files.ts'
import type { Kubectl } from './kubectl.ts'
import { holdsSourcesOnly, kustomization, programFolders } from './kustomization.ts'
import { removeLeftOver } from './left-over.ts'
import { deployToOpenFaas } from './openfaas.ts'
import type { Options } from './options.ts'
import { knownUrl, newUrl } from './public-url.ts'
import { podFaults, waitUntilReady } from './ready.ts'
import { NOTIFIER, ownServices, programSecrets, type Secrets, type Services, storeSecrets } from './secrets.ts'

const MADE = '.auditflow/deploy'

export type Say = (line: string) => void
/** Letters and digits: nothing on the way has to be escaped. */
const random = () => randomBytes(24).toString('hex')

/** Applies everything in order, each step once the one before is ready. @throws Error that says which step failed and why */
export async function install(kubectl: Kubectl, options: Options, say: Say): Promise<void> {
  const { namespace, size, serve, domain, waitSeconds } = options
  const timeout = `--timeout=${waitSeconds}s`
  const inNamespace = `--namespace=${namespace}`
  const given = await readGiven(options)
  await ensureNamespace(kubectl, namespace)
  if (serve === 'knative' && domain !== undefined) await ensureDomain(kubectl, domain)

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
  const existing = { ...(await readSecrets(kubectl, namespace)), ...given }
  const own = programSecrets(services, existing, random, knownUrl(options, existing))
  say('Schema and queues: infra/prepare')
  // Its own alone: functions that start meanwhile are not to get a database that prepare could not reach.
  await applySecrets(kubectl, namespace, { prepare: own['prepare'] ?? {} })
  await prepare(kubectl, options)

  await applySecrets(kubectl, namespace, { ...given, ...own })
  const secrets = await withAdded(kubectl, namespace, own)
  if (serve === 'openfaas') {
    await applyFolders(kubectl, ['infra/network/openfaas'], options, {})
    say('Functions: stack.yml')
    await deployToOpenFaas(kubectl, options, { ...given, ...own })
  }
  const folders = programFolders(options)
  say(`Programs: ${folders.join(', ')}`)
  await applyFolders(kubectl, folders, options, secrets)
  await waitUntilReady(kubectl, options)
  const url = await newUrl(kubectl, options, own)
  if (url !== undefined) {
    say(`Links in messages: ${url}`)
    await applySecrets(kubectl, namespace, { [NOTIFIER]: { ...own[NOTIFIER], AUDITFLOW_PUBLIC_URL: url } })
    await applyFolders(kubectl, folders, options, await withAdded(kubectl, namespace, own))
    await waitUntilReady(kubectl, options)
  }
  await removeLeftOver(kubectl, options)
}

/** The secrets as they are, with the keys that somebody else has added: programs are started anew for those too. */
async function withAdded(kubectl: Kubectl, namespace: string, own: Secrets): Promise<Secrets> {
  const all = await readSecrets(kubectl, namespace)
  return Object.fromEntries(Object.keys(own).map((name) => [name, all[name] ?? {}]))
}

async function ensureNamespace(kubectl: Kubectl, namespace: string): Promise<void> {
  if ((await kubectl.get([`namespace/${namespace}`])) === undefined)
    await kubectl.run(['create', 'namespace', namespace])
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
