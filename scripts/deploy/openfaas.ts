import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { applySecrets, readSecrets } from './cluster-secrets.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { NOTIFIER, openFaasSecrets, ROUTING, ROUTING_KEY, type Secrets } from './secrets.ts'

/** Where OpenFaaS keeps functions and their secrets. */
const NAMESPACE = 'openfaas-fn'
const STACK = 'stack.yml'

/**
 * Gives OpenFaaS the secrets and the functions of stack.yml.
 * @param secrets those of the programs, and the routing file's where there is one
 * @throws Error with what faas-cli says
 */
export async function deployToOpenFaas(kubectl: Kubectl, options: Options, secrets: Secrets): Promise<void> {
  const there = await readSecrets(kubectl, NAMESPACE)
  const routing = secrets[ROUTING]?.[ROUTING_KEY]
  const existing = routing === undefined ? there : { ...there, [ROUTING]: { [ROUTING]: routing } }
  const publicUrl = secrets[NOTIFIER]?.['AUDITFLOW_PUBLIC_URL']
  const stack = join('.auditflow/deploy', options.namespace, STACK)
  mkdirSync(dirname(stack), { recursive: true })
  writeFileSync(stack, stackWith(readFileSync(STACK, 'utf8'), { publicUrl, routed: existing[ROUTING] !== undefined }))
  await applySecrets(kubectl, NAMESPACE, openFaasSecrets(secretNames(stack), secrets, existing))
  faasCli('deploy', options, stack)
}

/** A stack file in which the notification service knows where the dashboard is, and its routing where there is one. */
export function stackWith(text: string, { publicUrl, routed }: { publicUrl: string | undefined; routed: boolean }) {
  const stack = parseDocument(text)
  const service = ['functions', NOTIFIER]
  if (publicUrl !== undefined) stack.setIn([...service, 'environment', 'AUDITFLOW_PUBLIC_URL'], publicUrl)
  if (routed) {
    stack.setIn([...service, 'environment', 'AUDITFLOW_ROUTING'], `/var/openfaas/secrets/${ROUTING}`)
    stack.addIn([...service, 'secrets'], ROUTING)
  }
  return stack.toString()
}

/** Takes the functions of stack.yml away; their secrets stay. @throws Error with what faas-cli says */
export async function removeFromOpenFaas(kubectl: Kubectl, options: Options): Promise<void> {
  faasCli('remove', options, STACK)
  const policies = ['networkpolicies', '--selector=app.kubernetes.io/part-of=auditflow', '--ignore-not-found']
  await kubectl.run([`--namespace=${NAMESPACE}`, 'delete', ...policies])
}

/** The secrets that a stack file's functions ask for. */
export function secretNames(file: string): string[] {
  const { functions } = parse(readFileSync(file, 'utf8')) as { functions: Record<string, { secrets?: string[] }> }
  return [...new Set(Object.values(functions).flatMap(({ secrets = [] }) => secrets))]
}

function faasCli(command: 'deploy' | 'remove', { prefix, version, gateway }: Options, stack: string): void {
  const env = { ...process.env, AUDITFLOW_REGISTRY: prefix, AUDITFLOW_VERSION: version }
  const args = [command, `--yaml=${stack}`, `--gateway=${gateway}`]
  const { status, stderr, stdout, error } = spawnSync('faas-cli', args, { env, encoding: 'utf8' })
  if (error !== undefined) throw new Error(`faas-cli: ${error.message}`)
  if (status !== 0) throw new Error(`faas-cli ${args.join(' ')}: ${(stderr || stdout).trim()}`)
}
