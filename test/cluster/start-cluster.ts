import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

const SCRIPTS = '../shared/cluster'
const CLUSTER_DIR = process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/auditflow-cluster')
const OWN_KUBECONFIG = join(CLUSTER_DIR, 'etc/kubeconfig/admin.yaml')

declare module 'vitest' {
  interface ProvidedContext {
    /** The kubeconfig of the cluster to test on, or why there is none. */
    cluster: { kubeconfig: string } | { missing: string }
  }
}

/**
 * Takes the cluster of `$KUBECONFIG`, else starts the one of ../shared/cluster where that has been built, and ends what it
 * started.
 */
export default function setup(project: TestProject): (() => void) | undefined {
  const given = process.env['KUBECONFIG']
  if (given !== undefined) return use(project, given)
  if (answers(OWN_KUBECONFIG)) return use(project, OWN_KUBECONFIG)
  const missing = [join(SCRIPTS, 'up.sh'), join(CLUSTER_DIR, 'bin/knative/queue')].find((file) => !existsSync(file))
  if (missing !== undefined) {
    console.warn(`no cluster: KUBECONFIG is not set, and ${missing} is missing; all tests are skipped`)
    project.provide('cluster', { missing })
    return undefined
  }
  execFileSync(join(SCRIPTS, 'up.sh'), ['knative'], { stdio: 'inherit', timeout: 300_000 })
  use(project, OWN_KUBECONFIG)
  return () => void execFileSync(join(SCRIPTS, 'down.sh'), { stdio: 'inherit', timeout: 60_000 })
}

function use(project: TestProject, kubeconfig: string): undefined {
  project.provide('cluster', { kubeconfig })
}

function answers(kubeconfig: string): boolean {
  if (!existsSync(kubeconfig)) return false
  const args = ['--kubeconfig', kubeconfig, '--request-timeout=3s', 'get', '--raw', '/readyz']
  return spawnSync('kubectl', args).status === 0
}
