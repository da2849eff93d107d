// Plain JavaScript: it runs before packages are installed and anything is bundled, and Node 20 does not run TypeScript.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/**
 * Makes a script ready to be imported, on a fresh clone too: checks Node, installs what the lock file names, changes into
 * the project's folder and bundles. Progress goes to stderr, since what a script prints may be read by another program.
 * @returns the bundle's file
 */
export async function prepare(name) {
  checkNode()
  install()
  process.chdir(root)
  const { bundleScript } = await import('./bundle.mjs')
  return await bundleScript(name)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  console.error(`Node ${process.versions.node} is too old: AuditFlow needs 20.19 or newer`)
  process.exit(1)
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const installed = join(root, 'node_modules/.auditflow-lock')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === lock) return
  // npm would empty the folder that the link leads to, which another checkout works with.
  if (lstatSync(join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error('node_modules is a link to packages of another lock file: remove it, and run this again')
    process.exit(1)
  }
  console.error('Installing packages …')
  const { status } = spawnSync('npm', ['ci', '--no-progress'], { cwd: root, stdio: ['inherit', 2, 2] })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(installed, lock)
}
