// `node scripts/run.mjs NAME …` runs scripts/NAME.ts (or folder/NAME.ts) on a fresh clone too: installs what the lock file names, bundles.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [name, ...args] = process.argv.slice(2)

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node ${process.versions.node} is too old: AuditFlow needs 20.19 or newer`)
  process.exit(1)
}

const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')
const installed = join(root, 'node_modules/.auditflow-lock')
if (!existsSync(installed) || readFileSync(installed, 'utf8') !== lock) {
  console.log('Installing packages …')
  const { status } = spawnSync('npm', ['ci', '--no-progress'], { cwd: root, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  writeFileSync(installed, lock)
}

process.chdir(root)
const { bundleScript } = await import('./bundle.mjs')
const file = await bundleScript(name)
process.argv.splice(1, process.argv.length, file, ...args)
await import(pathToFileURL(file).href)
