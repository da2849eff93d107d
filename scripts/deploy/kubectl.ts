import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

export type Output = { status: number; stdout: string; stderr: string }
export type Kubectl = {
  /** Runs it to its end. What is secret goes in as `input`: arguments can be read by everybody on the machine. */
  try(args: readonly string[], input?: string): Promise<Output>
  /** The same; what it prints. @throws Error with what kubectl says */
  run(args: readonly string[], input?: string): Promise<string>
  /** The object that `get … -o json` gives, or undefined where there is none. @throws Error for any other reason */
  get<T>(args: readonly string[]): Promise<T | undefined>
}

/** Without the lines of its own log, which say the same several times. */
const saidIn = (stderr: string): string => stderr.replaceAll(/^[EWI]\d{4} .*\n?/gm, '').trim() || stderr.trim()

/** kubectl, or the one that K3s brings, for the cluster of that file. @throws Error when there is neither */
export function findKubectl(kubeconfig: string | undefined): Kubectl {
  const command = [['kubectl'], ['k3s', 'kubectl']].find(
    ([program = '', ...rest]) => spawnSync(program, [...rest, 'version', '--client'], { stdio: 'ignore' }).status === 0,
  )
  if (command === undefined) throw new Error('neither kubectl nor k3s is here: run this on the machine with K3s')
  const [program = '', ...first] = command
  const env = { ...process.env, ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }) }
  const kubectl: Kubectl = {
    async try(args, input = '') {
      const child = spawn(program, [...first, ...args], { env })
      child.stdin.end(input)
      const [stdout, stderr, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ])
      return { status: (status as number | null) ?? 1, stdout, stderr }
    },
    async run(args, input) {
      const { status, stdout, stderr } = await kubectl.try(args, input)
      if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: ${saidIn(stderr)}`)
      return stdout
    },
    async get<T>(args: readonly string[]) {
      const { status, stdout, stderr } = await kubectl.try(['get', ...args, '-o', 'json'])
      if (status === 0) return JSON.parse(stdout) as T
      if (stderr.includes('NotFound')) return undefined
      throw new Error(`kubectl get ${args.join(' ')}: ${saidIn(stderr)}`)
    },
  }
  return kubectl
}
