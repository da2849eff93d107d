import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments, stringify } from 'yaml'

const run = promisify(execFile)

/** Any object of a cluster. */
export type Resource = {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; annotations?: Record<string, string>; labels?: Record<string, string> }
  spec?: Record<string, unknown>
}

/** Whether `kubectl kustomize` can be run here. */
export const HAS_KUBECTL = spawnSync('kubectl', ['kustomize', '--help']).status === 0

/** The folders below these whose kustomization is applied as it is: a component only within another. */
export function kustomizations(...roots: string[]): string[] {
  return roots.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('kustomization.yaml') && !file.includes('components/'))
      .map((file) => dirname(join(root, file)))
      .sort(),
  )
}

/** What `kubectl kustomize FOLDER` makes of it. @throws with what kustomize says */
export async function kustomize(folder: string): Promise<Resource[]> {
  const { stdout } = await run('kubectl', ['kustomize', folder], { maxBuffer: 64 * 1024 * 1024 })
  return parseAllDocuments(stdout).map((document) => document.toJS() as Resource)
}

/** The same for a folder with components upon it, as someone's own kustomization would have them. */
export async function kustomizeWith(folder: string, ...components: string[]): Promise<Resource[]> {
  const own = mkdtempSync(join(tmpdir(), 'kustomization-'))
  try {
    const from = (path: string) => relative(own, path)
    const content = { resources: [from(folder)], components: components.map(from) }
    writeFileSync(join(own, 'kustomization.yaml'), stringify(content))
    return await kustomize(own)
  } finally {
    rmSync(own, { recursive: true })
  }
}

/** Each component of knative/ upon what it is for. */
const WITH_COMPONENTS: [folder: string, ...components: string[]][] = [
  ['knative/base', 'knative/components/broker-feed'],
  ['knative/base', 'knative/components/external-rabbitmq'],
  ['knative/base', 'knative/components/broker-feed', 'knative/components/external-rabbitmq'],
  ['knative/overlays/broker', 'knative/components/external-rabbitmq'],
  ['knative/overlays/openfaas', 'knative/components/external-rabbitmq'],
]

/** Everything that is applied: each kustomization below these folders, and the components upon others. */
export function builds(...roots: string[]): [name: string, build: () => Promise<Resource[]>][] {
  return [
    ...kustomizations(...roots).map((folder): [string, () => Promise<Resource[]>] => [folder, () => kustomize(folder)]),
    ...WITH_COMPONENTS.map((folders): [string, () => Promise<Resource[]>] => [
      folders.join(' with '),
      () => kustomizeWith(...folders),
    ]),
  ]
}
