import { spawnSync } from 'node:child_process'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { type Part, partsFor, remedyOf } from './platform.ts'

/** Programs of the Knative releases that platform.ts names end at their start on an older Kubernetes (knative.dev/pkg/version). */
const OLDEST_MINOR = 34

/** What is missing, each with the command that helps; and which parts of the platform those are. */
export type Findings = { faults: string[]; missing: Part[] }

/** Looks whether the cluster has what an installation needs. @throws Error when the cluster does not answer */
export async function preflight(kubectl: Kubectl, options: Options): Promise<Findings> {
  const { serverVersion } = JSON.parse(await kubectl.run(['version', '-o', 'json'])) as {
    serverVersion: { major: string; minor: string; gitVersion: string }
  }
  const faults: string[] = []
  const known = new Set((await kubectl.run(['get', 'crd', '-o', 'name'])).split('\n').map((line) => line.split('/')[1]))
  const missing = partsFor(options).filter(({ kind }) => !known.has(kind))
  if (missing.length > 0 && Number.parseInt(serverVersion.minor, 10) < OLDEST_MINOR)
    faults.push(
      `Kubernetes ${serverVersion.gitVersion} is older than 1.${OLDEST_MINOR}, which the following need: upgrade K3s`,
    )
  faults.push(...missing.map((part) => `${part.name} is not installed: ${remedyOf(part)}`))
  if (options.size !== 'external' && !(await hasStorage(kubectl)))
    faults.push('no default storage class: K3s brings local-path; or name one with kubectl patch storageclass')
  if (options.serve === 'openfaas') faults.push(...(await openfaasFaults(kubectl)))
  return { faults, missing }
}

async function hasStorage(kubectl: Kubectl): Promise<boolean> {
  type Classes = { items: { metadata: { annotations?: Record<string, string> } }[] }
  const classes = await kubectl.get<Classes>(['storageclass'])
  const isDefault = 'storageclass.kubernetes.io/is-default-class'
  return classes?.items.some(({ metadata }) => metadata.annotations?.[isDefault] === 'true') ?? false
}

async function openfaasFaults(kubectl: Kubectl): Promise<string[]> {
  const faults: string[] = []
  if ((await kubectl.get(['--namespace=openfaas', 'service/gateway'])) === undefined)
    faults.push('no OpenFaaS gateway: arkade install openfaas (mind its licence)')
  if (spawnSync('faas-cli', ['version', '--short-version']).status !== 0)
    faults.push('no faas-cli: npm install -g @openfaas/faas-cli')
  return faults
}
