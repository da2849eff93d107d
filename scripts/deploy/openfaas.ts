import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse, parseDocument } from 'yaml'
import { applySecrets, readSecrets } from './cluster-secrets.ts'
import { GIVEN, type GivenFile } from './given-files.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { NOTIFIER, openFaasSecrets, type Secrets } from './secrets.ts'

/** Where OpenFaaS keeps functions and their secrets. */
const NAMESPACE = 'openfaas-fn'
const STACK = 'stack.yml'

/**
 * Gives OpenFaaS the secrets and the functions of stack.yml.
 * @param secrets those of the programs, and of the files that the user has given
 * @throws Error with what faas-cli says
 */
export async function deployToOpenFaas(kubectl: Kubectl, options: Options, secrets: Secrets): Promise<void> {
  const given = GIVEN.flatMap(({ secret, key }) => {
    const text = secrets[secret]?.[key]
    return text === undefined ? [] : [[secret, { [secret]: text }] as const]
  })
  const existing = { ...(await readSecrets(kubectl, NAMESPACE)), ...Object.fromEntries(given) }
  const publicUrl = secrets[NOTIFIER]?.['AUDITFLOW_PUBLIC_URL']
  const stack = join('.auditflow/deploy', options.namespace, STACK)
  mkdirSync(dirname(stack), { recursive: true })
  const files = GIVEN.filter(({ secret }) => existing[secret] !== undefined)
  writeFileSync(stack, stackWith(readFileSync(STACK, 'utf8'), publicUrl, files))
  await applySecrets(kubectl, NAMESPACE, openFaasSecrets(secretNames(stack), secrets, existing))
  faasCli('deploy', options, stack)
}

/** A stack file in which the notification service knows where the dashboard is, and programs the files that are given. */
export function stackWith(text: string, publicUrl: string | undefined, files: readonly GivenFile[]): string {
  const stack = parseDocument(text)
  if (publicUrl !== undefined) stack.setIn(['functions', NOTIFIER, 'environment', 'AUDITFLOW_PUBLIC_URL'], publicUrl)
  for (const { program, variable, secret } of files) {
    stack.setIn(['functions', program, 'environment', variable], `/var/openfaas/secrets/${secret}`)
    stack.addIn(['functions', program, 'secrets'], secret)
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
