import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'

const cluster = inject('cluster')
/** Why there is no cluster to test on, or undefined. */
export const MISSING = 'missing' in cluster ? cluster.missing : undefined
/** Whether it is the cluster of ../shared/cluster, whose node this machine can reach into. */
export const IS_LAB = 'isLab' in cluster && cluster.isLab
/** Whether its API server sends its audit log to where the tests take it. */
export const IS_AUDITED = 'isAudited' in cluster && cluster.isAudited
export const ENV = { ...process.env, KUBECONFIG: 'kubeconfig' in cluster ? cluster.kubeconfig : '' }

export type Output = { status: number | null; stdout: string; stderr: string }

/** Runs a command on the test's cluster, to its end. */
export async function run(command: string, args: readonly string[], input = ''): Promise<Output> {
  const child = spawn(command, args, { env: ENV })
  child.stdin.end(input)
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status: status as number | null, stdout, stderr }
}

export const tryKubectl = (args: readonly string[], input?: string) => run('kubectl', args, input)

/** What kubectl prints. @throws with what it says when it fails */
export async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const { status, stdout, stderr } = await tryKubectl(args, input)
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}
