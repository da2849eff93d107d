import { givenSettings } from './given-files.ts'

/** Values by key. */
export type Values = Record<string, string>
/** Secrets by name. */
export type Secrets = Record<string, Values>

/** Where the services are; RabbitMQ's management address is what Knative's source asks for. */
export type Services = { database: string; rabbitmq: string; redis: string | undefined }

/**
 * The secrets of what lies under, made at the first installation. `random` gives letters and digits: eventing-rabbitmq puts
 * passwords into its URL as they are.
 * @param existing what is there, which stays as it is
 */
export function storeSecrets(existing: Secrets, random: () => string): Secrets {
  const { postgres = {}, redis = {} } = existing
  return {
    postgres: {
      username: postgres['username'] ?? 'auditflow',
      password: postgres['password'] ?? random(),
      database: postgres['database'] ?? 'auditflow',
    },
    redis: { password: redis['password'] ?? random() },
  }
}

/** Where the services are that AuditFlow brings itself. */
export function ownServices(namespace: string, stores: Secrets, rabbitmqUser: Values): Services {
  const { postgres = {}, redis = {} } = stores
  const host = (name: string) => hostOf(name, namespace)
  const login = (user = '', password = '') => `${encodeURIComponent(user)}:${encodeURIComponent(password)}`
  const { username, password, database } = postgres
  return {
    database: `postgres://${login(username, password)}@${host('postgres')}:5432/${database}`,
    rabbitmq: `amqp://${login(rabbitmqUser['username'], rabbitmqUser['password'])}@${host('rabbitmq')}:5672`,
    redis: `redis://${login('', redis['password'])}@${host('redis')}:6379`,
  }
}

/** The services of an installation that doesn't bring them itself; undefined where it does, and where there is none. */
export function keptServices(namespace: string, existing: Secrets): Services | undefined {
  const database = existing[NOTIFIER]?.['DATABASE_URL']
  const rabbitmq = existing['connector']?.['RABBITMQ_URL']
  if (database === undefined || rabbitmq === undefined) return undefined
  if (new URL(database).hostname === hostOf('postgres', namespace)) return undefined
  return { database, rabbitmq, redis: existing['audit-log-analysis']?.['REDIS_URL'] }
}

const hostOf = (name: string, namespace: string) => `${name}.${namespace}.svc`

export const NOTIFIER = 'notification-service'
/**
 * One secret for each program, with what it needs of the services and no more. Tokens are made once and kept.
 * @param existing what is there
 * @param publicUrl where people find the dashboard; without it that of the time before
 */
export function programSecrets(
  services: Services,
  existing: Secrets,
  random: () => string,
  publicUrl = existing[NOTIFIER]?.['AUDITFLOW_PUBLIC_URL'],
): Secrets {
  const kept = (secret: string, key: string) => existing[secret]?.[key] ?? random()
  const database = { DATABASE_URL: services.database }
  const rabbitmq = { RABBITMQ_URL: services.rabbitmq }
  // What signs links: the one who sends them and the one who is asked by them have the same.
  const links = {
    AUDITFLOW_LINK_SECRET:
      existing['event-audit-dashboard']?.['AUDITFLOW_LINK_SECRET'] ??
      existing[NOTIFIER]?.['AUDITFLOW_LINK_SECRET'] ??
      random() + random(),
  }
  return {
    'audit-event-generator': rabbitmq,
    'audit-event-webhook': {
      ...rabbitmq,
      AUDITFLOW_INGEST_TOKEN: kept('audit-event-webhook', 'AUDITFLOW_INGEST_TOKEN'),
    },
    'audit-log-analysis': {
      ...database,
      ...rabbitmq,
      ...(services.redis === undefined ? {} : { REDIS_URL: services.redis }),
      ...givenSettings('audit-log-analysis', existing),
    },
    [NOTIFIER]: {
      ...database,
      ...rabbitmq,
      ...links,
      ...(publicUrl === undefined ? {} : { AUDITFLOW_PUBLIC_URL: publicUrl }),
      ...givenSettings(NOTIFIER, existing),
    },
    'event-audit-dashboard': {
      ...database,
      ...links,
      AUDITFLOW_DASHBOARD_TOKEN: kept('event-audit-dashboard', 'AUDITFLOW_DASHBOARD_TOKEN'),
    },
    connector: rabbitmq,
    prepare: { ...database, ...rabbitmq },
    'rabbitmq-connection': sourceConnection(services.rabbitmq),
  }
}

/** As Knative's RabbitMQ source wants it: the management API's address, of which it takes the host for AMQP too. */
function sourceConnection(url: string): Values {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'amqps:'
  return {
    uri: `${secure ? 'https' : 'http'}://${hostname}:${secure ? 15671 : 15672}`,
    username: decodeURIComponent(username),
    password: decodeURIComponent(password),
    port: port || (secure ? '5671' : '5672'),
  }
}

/**
 * OpenFaaS refuses a function whose secrets are not all there: what nobody has set is an empty one, which counts as unset.
 * @param names of the secrets that functions ask for
 * @param existing what is there, such as a webhook's address that somebody has set
 */
export function openFaasSecrets(names: readonly string[], secrets: Secrets, existing: Secrets): Secrets {
  const files = asFiles(secrets)
  return Object.fromEntries(names.map((name) => [name, files[name] ?? existing[name] ?? { [name]: '' }]))
}

/** OpenFaaS mounts a secret as one file: each variable is a secret of its own, named as a file may be. */
export function asFiles(secrets: Secrets): Secrets {
  const files = Object.values(secrets).flatMap((values) =>
    Object.entries(values).flatMap(([key, value]) => {
      const name = key.toLowerCase().replaceAll('_', '-')
      return /^[A-Z_]+$/.test(key) ? [[name, { [name]: value }] as const] : []
    }),
  )
  return Object.fromEntries(files)
}

/** Manifests of secrets, to be piped: they never stand in a file or an argument. */
export function secretManifests(secrets: Secrets, labels: Record<string, string>): string {
  const items = Object.entries(secrets).map(([name, values]) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, labels },
    type: 'Opaque',
    data: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    ),
  }))
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
