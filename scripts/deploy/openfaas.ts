import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { applySecrets, readSecrets } from './cluster-secrets.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { openFaasSecrets, type Secrets } from './secrets.ts'

/** Where OpenFaaS keeps functions and their secrets. */
const NAMESPACE = 'openfaas-fn'
const STACK = 'stack.yml'

/** Gives OpenFaaS the secrets and the functions of stack.yml. @throws Error with what faas-cli says */
export async function deployToOpenFaas(kubectl: Kubectl, options: Options, secrets: Secrets): Promise<void> {
  const existing = await readSecrets(kubectl, NAMESPACE)
  await applySecrets(kubectl, NAMESPACE, openFaasSecrets(secretNames(STACK), secrets, existing))
  faasCli('deploy', options)
}

/** Takes the functions of stack.yml away; their secrets stay. @throws Error with what faas-cli says */
export async function removeFromOpenFaas(kubectl: Kubectl, options: Options): Promise<void> {
  faasCli('remove', options)
  const policies = ['networkpolicies', '--selector=app.kubernetes.io/part-of=auditflow', '--ignore-not-found']
  await kubectl.run([`--namespace=${NAMESPACE}`, 'delete', ...policies])
}

/** The secrets that a stack file's functions ask for. */
export function secretNames(file: string): string[] {
  const { functions } = parse(readFileSync(file, 'utf8')) as { functions: Record<string, { secrets?: string[] }> }
  return [...new Set(Object.values(functions).flatMap(({ secrets = [] }) => secrets))]
}

function faasCli(command: 'deploy' | 'remove', { prefix, version, gateway }: Options): void {
  const env = { ...process.env, AUDITFLOW_REGISTRY: prefix, AUDITFLOW_VERSION: version }
  const args = [command, `--yaml=${STACK}`, `--gateway=${gateway}`]
  const { status, stderr, stdout, error } = spawnSync('faas-cli', args, { env, encoding: 'utf8' })
  if (error !== undefined) throw new Error(`faas-cli: ${error.message}`)
  if (status !== 0) throw new Error(`faas-cli ${args.join(' ')}: ${(stderr || stdout).trim()}`)
}
