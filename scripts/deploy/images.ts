import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = 'dist/images'
/** K3s' own containerd first: a `ctr` beside it speaks to another one. */
const IMPORTERS = [
  ['k3s', 'ctr'],
  ['ctr', '--namespace=k8s.io'],
] as const

/**
 * Imports what `npm run image -- --local` has written into this node's containerd.
 * @returns the archives' names
 * @throws Error that says what to run instead, on a node or as root
 */
export function importImages(): string[] {
  const archives = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.tar')) : []
  if (archives.length === 0) throw new Error(`no images in ${FOLDER}: npm run image -- --local`)
  const importer = IMPORTERS.find(([program]) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0)
  const byHand = `on each node: for file in ${FOLDER}/*.tar; do k3s ctr images import $file; done`
  if (importer === undefined) throw new Error(`neither k3s nor ctr is here. Run ${byHand}`)
  const [program, ...first] = importer
  for (const archive of archives) {
    const args = [...first, 'images', 'import', join(FOLDER, archive)]
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.trim()}. Run ${byHand}`)
  }
  return archives
}
