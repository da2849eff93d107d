import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { freePort } from '../../../scripts/local/free-port.ts'
import { createTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { until } from '../../helpers/until.ts'
import { environmentOf, FUNCTIONS } from './functions.ts'

/** Stricter than the manifests: another user, no privileges, and nothing that can be written, not even /tmp. */
const READ_ONLY = 'mount --bind / / && mount -o remount,bind,ro / && cd / && exec "$@"'
const AS_USER = ['setpriv', '--reuid', '1000', '--regid', '1000', '--clear-groups', '--no-new-privs']
const confine = (command: string[]) => ['--mount', 'sh', '-ec', READ_ONLY, 'confined', ...AS_USER, ...command]
const canConfine = spawnSync('unshare', confine(['sh', '-c', '! touch /tmp/written 2>/dev/null'])).status === 0
const MIB = 1024 * 1024

let database: TestDatabase
let folder: string
beforeAll(async () => {
  database = await createTestDatabase()
  folder = mkdtempSync(join(tmpdir(), 'auditflow-bundles-'))
  cpSync('dist/functions', folder, { recursive: true })
  spawnSync('chmod', ['-R', 'a+rX', folder])
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await database.drop()
})

describe.each(FUNCTIONS)('%s without privileges', (name) => {
  it('starts and answers on a root that is read-only, within its memory', async (context) => {
    if (!canConfine) context.skip('needs root, unshare and setpriv')
    const port = await freePort()
    const child = spawn('unshare', confine([process.execPath, join(folder, `${name}.cjs`)]), {
      cwd: '/',
      env: { PORT: String(port), PATH: process.env['PATH'], ...environmentOf(database) },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.on('data', (text: Buffer) => {
      stderr += text
    })
    const closed = once(child, 'close')
    try {
      const url = `http://127.0.0.1:${port}`
      await until(`${name} to answer`, async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, 15_000)
      expect(readFileSync(`/proc/${child.pid}/status`, 'utf8')).toMatch(/^Uid:\t1000\t/m)
      const [rss, asked] = [residentBytes(child.pid!), memoryOf(name, 'requests')]
      console.info(`${name}: ${Math.round(rss / MIB)} MiB resident after its start, ${asked / MIB} MiB asked for`)
      expect(rss).toBeLessThan(memoryOf(name, 'limits'))
    } finally {
      child.kill('SIGTERM')
    }
    expect([await closed, stderr]).toEqual([[0, null], ''])
  })
})

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024
}

function memoryOf(name: string, kind: 'requests' | 'limits'): number {
  const service = parse(readFileSync(`knative/base/services/${name}.yaml`, 'utf8'))
  const text: string = service.spec.template.spec.containers[0].resources[kind].memory
  return Number(text.replace(/Mi$/, '')) * MIB
}
