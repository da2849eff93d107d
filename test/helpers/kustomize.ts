import { execFile, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { parseAllDocuments } from 'yaml'

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
