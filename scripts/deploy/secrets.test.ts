import { describe, expect, it } from 'vitest'
import { FUNCTIONS } from '../bundle.mjs'
import { secretNames } from './openfaas.ts'
import { keptServices, openFaasSecrets, ownServices, programSecrets, secretManifests, storeSecrets } from './secrets.ts'

const counter = () => {
  let count = 0
  return () => `random${++count}`
}
const SERVICES = {
  database: 'postgres://me:pw@db.example:5432/audit',
  rabbitmq: 'amqps://me:p%40w@mq.example/audit',
  redis: 'redis://cache.example:6379',
}

describe('the secrets of deploy', () => {
  it('are made once, and kept when deployed again', () => {
    const stores = storeSecrets({}, counter())
    const programs = programSecrets(SERVICES, {}, counter())
    expect(stores['postgres']?.['password']).not.toBe(stores['redis']?.['password'])
    const fail = () => {
      throw new Error('made anew')
    }
    expect(storeSecrets(stores, fail)).toEqual(stores)
    expect(programSecrets(SERVICES, programs, fail)).toEqual(programs)
  })

  it('give each function its settings and no more', () => {
    const keys = Object.entries(programSecrets(SERVICES, {}, counter())).map(([name, values]) => [
      name,
      Object.keys(values).sort(),
    ])
    expect(Object.fromEntries(keys)).toEqual({
      'audit-event-generator': ['RABBITMQ_URL'],
      'audit-event-webhook': ['AUDITFLOW_INGEST_TOKEN', 'RABBITMQ_URL'],
      'audit-log-analysis': ['DATABASE_URL', 'RABBITMQ_URL', 'REDIS_URL'],
      'notification-service': ['DATABASE_URL'],
      'event-audit-dashboard': ['AUDITFLOW_DASHBOARD_TOKEN', 'DATABASE_URL'],
      connector: ['RABBITMQ_URL'],
      prepare: ['DATABASE_URL', 'RABBITMQ_URL'],
      'rabbitmq-connection': ['password', 'port', 'uri', 'username'],
    })
    expect(keys.map(([name]) => name)).toEqual(expect.arrayContaining([...FUNCTIONS]))
  })

  it('tell Knative’s source of RabbitMQ as it wants it', () => {
    expect(programSecrets(SERVICES, {}, counter())['rabbitmq-connection']).toEqual({
      uri: 'https://mq.example:15671',
      username: 'me',
      password: 'p@w',
      port: '5671',
    })
  })

  it('find the services that AuditFlow brings, whatever is in RabbitMQ’s password', () => {
    const services = ownServices('audit', storeSecrets({}, counter()), { username: 'u', password: 'a/b@c' })
    expect(services).toEqual({
      database: 'postgres://auditflow:random1@postgres.audit.svc:5432/auditflow',
      rabbitmq: 'amqp://u:a%2Fb%40c@rabbitmq.audit.svc:5672',
      redis: 'redis://:random2@redis.audit.svc:6379',
    })
  })

  it('remember services of one’s own, and only those', () => {
    expect(keptServices('audit', programSecrets(SERVICES, {}, counter()))).toEqual(SERVICES)
    const own = ownServices('audit', storeSecrets({}, counter()), { username: 'u', password: 'p' })
    expect(keptServices('audit', programSecrets(own, {}, counter()))).toBeUndefined()
    expect(keptServices('audit', {})).toBeUndefined()
  })

  it('are one file each on OpenFaaS, with all that stack.yml asks for', () => {
    const secrets = programSecrets(SERVICES, {}, counter())
    const existing = {
      'auditflow-webhook-url': { 'auditflow-webhook-url': 'https://chat.example' },
      other: { other: 'x' },
    }
    expect(openFaasSecrets(secretNames('stack.yml'), secrets, existing)).toMatchObject({
      'database-url': { 'database-url': SERVICES.database },
      'rabbitmq-url': { 'rabbitmq-url': SERVICES.rabbitmq },
      'redis-url': { 'redis-url': SERVICES.redis },
      'auditflow-ingest-token': { 'auditflow-ingest-token': 'random1' },
      'auditflow-webhook-url': existing['auditflow-webhook-url'],
      'auditflow-webhook-secret': { 'auditflow-webhook-secret': '' },
    })
    expect(openFaasSecrets(['database-url'], secrets, existing)).not.toHaveProperty('other')
  })

  it('come back from their manifests', () => {
    const { items } = JSON.parse(secretManifests({ redis: { password: 'päss' } }, { a: 'b' })) as {
      items: { kind: string; metadata: object; data: Record<string, string> }[]
    }
    expect(items).toMatchObject([{ kind: 'Secret', metadata: { name: 'redis', labels: { a: 'b' } } }])
    expect(Buffer.from(items[0]?.data['password'] ?? '', 'base64').toString()).toBe('päss')
  })
})
