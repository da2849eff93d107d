import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'

const cluster = inject('cluster')
/** Why there is no cluster to test on, or undefined. */
export const MISSING = 'missing' in cluster ? cluster.missing : undefined
export const KUBECONFIG = 'kubeconfig' in cluster ? cluster.kubeconfig : ''

export type Output = { status: number | null; stdout: string; stderr: string }

/** Runs kubectl on the test's cluster, to its end. */
export async function tryKubectl(args: readonly string[], input = ''): Promise<Output> {
  const child = spawn('kubectl', args, { env: { ...process.env, KUBECONFIG } })
  child.stdin.end(input)
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { status: status as number | null, stdout, stderr }
}

/** The same; what it prints. @throws with what kubectl says when it fails */
export async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const { status, stdout, stderr } = await tryKubectl(args, input)
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
  return stdout
}
