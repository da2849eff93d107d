import amqplib from 'amqplib'
import { Redis } from 'ioredis'
import { connect } from '../../shared/store/connect.ts'
import { startEmbeddedPostgres } from './embedded-postgres.ts'

/** What the functions run on, and how it was chosen, in words for the person at the terminal. */
export type Services = {
  databaseUrl: string
  rabbitmqUrl: string | undefined
  redisUrl: string | undefined
  told: string[]
  stop(): Promise<void>
}

type Environment = Record<string, string | undefined>

/** Said in place of a URL: DATABASE_URL=embedded, RABBITMQ_URL=off, REDIS_URL=off. */
const EMBEDDED = 'embedded'
const OFF = 'off'
const DATABASE = 'auditflow'

/** For each service: the one a variable names, else one on its standard port, else what does without. */
export async function chooseServices(env: Environment, home: string): Promise<Services> {
  const database = await chooseDatabase(env, home)
  const rabbitmq = await chooseRabbitmq(env['RABBITMQ_URL'])
  const redis = await chooseRedis(env['REDIS_URL'])
  return {
    databaseUrl: database.url,
    rabbitmqUrl: rabbitmq.url,
    redisUrl: redis.url,
    told: [`PostgreSQL  ${database.told}`, `RabbitMQ    ${rabbitmq.told}`, `Redis       ${redis.told}`],
    stop: database.stop,
  }
}

type Choice = { url: string | undefined; told: string }

async function chooseDatabase(env: Environment, home: string) {
  const noStop = async () => undefined
  const named = env['DATABASE_URL']
  if (named && named !== EMBEDDED) {
    await orExplain(`DATABASE_URL: ${shown(named)}`, queryOne(named))
    return { url: named, told: `${shown(named)} (DATABASE_URL)`, stop: noStop }
  }
  const user = encodeURIComponent(env['PGUSER'] ?? 'postgres')
  const password = env['PGPASSWORD'] ? `:${encodeURIComponent(env['PGPASSWORD'])}` : ''
  const standard = `postgres://${user}${password}@127.0.0.1:5432/postgres`
  const fault = named === EMBEDDED ? 'as DATABASE_URL says' : await faultOf(queryOne(standard))
  if (fault === undefined) {
    const url = await createDatabase(standard)
    return { url, told: `${shown(url)} (answers on the standard port)`, stop: noStop }
  }
  const embedded = await startEmbeddedPostgres(home)
  const url = await createDatabase(embedded.url)
  return {
    url,
    told: `embedded, ${shown(url)} (${named === EMBEDDED ? fault : `none on the standard port: ${fault}`})`,
    stop: embedded.stop,
  }
}

async function chooseRabbitmq(named: string | undefined): Promise<Choice> {
  const instead = 'a durable queue in PostgreSQL instead'
  if (named === OFF) return { url: undefined, told: `${instead} (RABBITMQ_URL is off)` }
  if (named) {
    await orExplain(`RABBITMQ_URL: ${shown(named)}`, shakeHands(named))
    return { url: named, told: `${shown(named)} (RABBITMQ_URL)` }
  }
  const standard = 'amqp://guest:guest@127.0.0.1:5672'
  const fault = await faultOf(shakeHands(standard))
  return fault === undefined
    ? { url: standard, told: `${shown(standard)} (answers on the standard port)` }
    : { url: undefined, told: `${instead} (none on the standard port: ${fault})` }
}

async function chooseRedis(named: string | undefined): Promise<Choice> {
  const instead = 'windows in PostgreSQL instead'
  if (named === OFF) return { url: undefined, told: `${instead} (REDIS_URL is off)` }
  if (named) {
    await orExplain(`REDIS_URL: ${shown(named)}`, ping(named))
    return { url: named, told: `${shown(named)} (REDIS_URL)` }
  }
  const standard = 'redis://127.0.0.1:6379'
  const fault = await faultOf(ping(standard))
  return fault === undefined
    ? { url: standard, told: `${shown(standard)} (answers on the standard port)` }
    : { url: undefined, told: `${instead} (none on the standard port: ${fault})` }
}

async function queryOne(url: string): Promise<void> {
  const sql = connect(url, { max: 1 })
  try {
    await sql`select 1`
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function shakeHands(url: string): Promise<void> {
  const connection = await amqplib.connect(url, { timeout: 2_000 })
  await connection.close()
}

async function ping(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: 2_000 })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}

async function createDatabase(server: string): Promise<string> {
  const sql = connect(server, { max: 1 })
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE}`
    if (found === undefined) await sql.unsafe(`create database ${DATABASE}`)
  } finally {
    await sql.end({ timeout: 1 })
  }
  const url = new URL(server)
  url.pathname = `/${DATABASE}`
  return url.href
}

async function faultOf(work: Promise<void>): Promise<string | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return code ?? message
  }
}

async function orExplain(what: string, work: Promise<void>): Promise<void> {
  const fault = await faultOf(work)
  if (fault !== undefined) throw new Error(`${what} does not answer (${fault})`)
}

/** A URL without user and password. */
function shown(url: string): string {
  try {
    const { protocol, host, pathname } = new URL(url)
    return `${protocol}//${host}${pathname === '/' ? '' : pathname}`
  } catch {
    return 'is no URL and'
  }
}
