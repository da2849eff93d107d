import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const CLUSTER_DIR = process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/auditflow-cluster')
const CTR = join(CLUSTER_DIR, 'bin/ctr')
const FOLDER = 'dist/images'

/** Runs the `ctr` of the node that ../shared/cluster starts; its containers are Kubernetes' own. @returns what it prints */
export async function ctr(...args: string[]): Promise<string> {
  const { stdout } = await run(CTR, ['-a', join(CLUSTER_DIR, 'run/containerd.sock'), '-n', 'k8s.io', ...args])
  return stdout
}

/** Whether the cluster is that one: on another, images must be there already. */
export const IS_LAB = existsSync(join(CLUSTER_DIR, 'run/containerd.sock'))

/** Makes the images as `npm run image -- --local --version VERSION` does, and imports them into the node. */
export async function importImages(version: string): Promise<void> {
  if (!IS_LAB) return
  await run(process.execPath, ['scripts/run.mjs', 'image', '--local', '--version', version])
  for (const file of readdirSync(FOLDER)) await ctr('images', 'import', join(FOLDER, file))
}
