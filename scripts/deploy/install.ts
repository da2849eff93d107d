import { randomBytes } from 'node:crypto'
import { applyFolders, removeLeftOver } from './apply.ts'
import { applySecrets, readSecrets } from './cluster-secrets.ts'
import { ensureDomain } from './domain.ts'
import type { Kubectl } from './kubectl.ts'
import { programFolders } from './kustomization.ts'
import { deployToOpenFaas } from './openfaas.ts'
import type { Options } from './options.ts'
import { waitForPrepare, waitUntilReady } from './ready.ts'
import { ownServices, programSecrets, type Secrets, type Services, storeSecrets } from './secrets.ts'

export type Say = (line: string) => void
/** Letters and digits: nothing on the way has to be escaped. */
const random = () => randomBytes(24).toString('hex')

/** Applies everything in order, each step once the one before is ready. @throws Error that says which step failed and why */
export async function install(kubectl: Kubectl, options: Options, say: Say): Promise<void> {
  const { namespace, size, serve, domain } = options
  if ((await kubectl.get([`namespace/${namespace}`])) === undefined)
    await kubectl.run(['create', 'namespace', namespace])
  if (domain !== undefined) await ensureDomain(kubectl, domain)

  const stores = storeSecrets(await readSecrets(kubectl, namespace), random)
  say(`What lies under: infra/overlays/${size}`)
  if (size !== 'external') await applySecrets(kubectl, namespace, stores)
  await applyFolders(kubectl, [`infra/overlays/${size}`], options, {})
  if (size !== 'external') await waitForStores(kubectl, options)

  const services = await servicesOf(kubectl, options, stores)
  const own = programSecrets(services, await readSecrets(kubectl, namespace), random)
  await applySecrets(kubectl, namespace, own)
  // With the keys that somebody else has added: a program is started anew for those too.
  const all = await readSecrets(kubectl, namespace)
  const secrets = Object.fromEntries(Object.keys(own).map((name) => [name, all[name] ?? {}]))

  say('Schema and queues: infra/prepare')
  await kubectl.run([`--namespace=${namespace}`, 'delete', 'job/prepare', '--ignore-not-found', '--wait'])
  await applyFolders(kubectl, ['infra/prepare'], options, {})
  await waitForPrepare(kubectl, options)

  if (serve === 'openfaas') {
    say('Functions: stack.yml')
    await deployToOpenFaas(kubectl, options, own)
  }
  const folders = programFolders(options)
  say(`Programs: ${folders.join(', ')}`)
  await applyFolders(kubectl, folders, options, secrets)
  await waitUntilReady(kubectl, options)
  await removeLeftOver(kubectl, options)
}

async function waitForStores(kubectl: Kubectl, { namespace, waitSeconds }: Options): Promise<void> {
  const inNamespace = `--namespace=${namespace}`
  const timeout = `--timeout=${waitSeconds}s`
  await kubectl.run([inNamespace, 'rollout', 'status', 'statefulset/postgres', timeout])
  await kubectl.run([inNamespace, 'rollout', 'status', 'deployment/redis', timeout])
  await kubectl.run([inNamespace, 'wait', 'rabbitmqcluster/rabbitmq', '--for=condition=AllReplicasReady', timeout])
}

async function servicesOf(kubectl: Kubectl, options: Options, stores: Secrets): Promise<Services> {
  const { database, rabbitmq, redis, namespace } = options
  if (database !== undefined && rabbitmq !== undefined) return { database, rabbitmq, redis }
  const user = (await readSecrets(kubectl, namespace))['rabbitmq-default-user']
  if (user === undefined) throw new Error('the RabbitMQ operator has made no secret rabbitmq-default-user')
  return ownServices(namespace, stores, user)
}
