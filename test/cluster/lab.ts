import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The scripts that build and start a cluster on this machine. */
export const SCRIPTS = resolve('../shared/cluster')
export const CLUSTER_DIR = process.env['CLUSTER_DIR'] ?? join(homedir(), '.cache/auditflow-cluster')
export const KUBECONFIG = join(CLUSTER_DIR, 'etc/kubeconfig/admin.yaml')
/** This machine, as pods and the API server see it, and the port there on which audit batches are taken. */
export const MACHINE = '10.41.0.1'
export const AUDIT_PORT = 18_443
export const AUDIT_TOKEN = 'of-the-cluster-of-tests'
/** Where it is written with which audit log the cluster was started. */
export const AUDIT_CONFIG = join(CLUSTER_DIR, 'etc/auditflow-webhook.yaml')

const pki = (name: string) => join(CLUSTER_DIR, 'etc/pki', name)
/** A certificate for `MACHINE`, its key, and who signed it. */
export const TLS = { cert: pki('apiserver.crt'), key: pki('apiserver.key'), ca: pki('ca.crt') }

/** What is missing to start that cluster, or undefined. */
export function missing(): string | undefined {
  return [join(SCRIPTS, 'up.sh'), join(CLUSTER_DIR, 'bin/knative/queue')].find((file) => !existsSync(file))
}

/** Makes the cluster's keys where they are not there yet. */
export function ensureKeys(): void {
  if (!existsSync(TLS.cert)) execFileSync('bash', [join(SCRIPTS, 'certs.sh')], { stdio: 'ignore' })
}

/** Runs the `ctr` of its node. @returns what it prints */
export function ctr(...args: string[]): string {
  const socket = join(CLUSTER_DIR, 'run/containerd.sock')
  return execFileSync(join(CLUSTER_DIR, 'bin/ctr'), ['-a', socket, '-n', 'k8s.io', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
