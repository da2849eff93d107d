import { spawnSync } from 'node:child_process'
import { applySecrets } from './cluster-secrets.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { asFiles, type Secrets } from './secrets.ts'

/** Where OpenFaaS keeps functions and their secrets. */
const NAMESPACE = 'openfaas-fn'

/** Gives OpenFaaS the secrets and the functions of stack.yml. @throws Error with what faas-cli says */
export async function deployToOpenFaas(kubectl: Kubectl, options: Options, secrets: Secrets): Promise<void> {
  await applySecrets(kubectl, NAMESPACE, asFiles(secrets))
  faasCli('deploy', options)
}

/** Takes the functions of stack.yml away; their secrets stay. @throws Error with what faas-cli says */
export const removeFromOpenFaas = (options: Options): void => faasCli('remove', options)

function faasCli(command: 'deploy' | 'remove', { prefix, version, gateway }: Options): void {
  const env = { ...process.env, AUDITFLOW_REGISTRY: prefix, AUDITFLOW_VERSION: version }
  const args = [command, '--yaml=stack.yml', `--gateway=${gateway}`]
  const { status, stderr, stdout, error } = spawnSync('faas-cli', args, { env, encoding: 'utf8' })
  if (error !== undefined) throw new Error(`faas-cli: ${error.message}`)
  if (status !== 0) throw new Error(`faas-cli ${args.join(' ')}: ${(stderr || stdout).trim()}`)
}
