import { spawnSync } from 'node:child_process'

/** Asked in this order; the command shows that the program works, not only that it is there. */
const ENGINES = [
  { program: 'docker', check: ['info'] },
  { program: 'podman', check: ['info'] },
  { program: 'buildah', check: ['info'] },
]

/**
 * The first container engine that works.
 * @throws saying of each what is wrong, and what to do
 */
export function findEngine(env: NodeJS.ProcessEnv): string {
  const faults: string[] = []
  for (const { program, check } of ENGINES) {
    const { status, stderr, error } = spawnSync(program, check, { env, encoding: 'utf8' })
    if (status === 0) return program
    const missing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
    const reason = error?.message ?? stderr.trim().split('\n').at(-1) ?? `ended with ${status}`
    faults.push(`  ${program}: ${missing ? 'not installed' : reason}`)
  }
  throw new Error(
    `no container engine works here:\n${faults.join('\n')}\nInstall or start one of them, or run: npm run image -- --local`,
  )
}

/**
 * Builds one image from infra/image/Dockerfile. What the engine says goes to stderr.
 * @param args build arguments by name
 * @throws when the build fails; its reason stands above
 */
export function buildImage(engine: string, name: string, args: Record<string, string>): void {
  const command = [
    'build',
    ...['--file', 'infra/image/Dockerfile', '--tag', name],
    ...Object.entries(args).flatMap(([arg, value]) => ['--build-arg', `${arg}=${value}`]),
    '.',
  ]
  const { status } = spawnSync(engine, command, { stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error(`${engine} could not build ${name}; its reason stands above`)
}
