import { describe, expect, it } from 'vitest'
import { secretNames } from './openfaas.ts'
import {
  asFiles,
  keptServices,
  openFaasSecrets,
  ownServices,
  programSecrets,
  secretManifests,
  storeSecrets,
} from './secrets.ts'

const counting = () => {
  let next = 0
  return () => `made${++next}`
}
const SERVICES = { database: 'postgres://u:p@db/a', rabbitmq: 'amqps://us%40er:p%2Fw@mq:5999/v', redis: undefined }

describe('secrets', () => {
  it('are made once: what is there stays', () => {
    const stores = storeSecrets({}, counting())
    expect(storeSecrets(stores, counting())).toEqual(stores)
    const programs = programSecrets(SERVICES, {}, counting())
    expect(programSecrets(SERVICES, programs, () => 'another')).toEqual(programs)
  })

  it('give each program what it needs and no more', () => {
    const keys = Object.entries(programSecrets(SERVICES, {}, counting())).map(([name, values]) => [
      name,
      Object.keys(values).sort(),
    ])
    expect(Object.fromEntries(keys)).toMatchObject({
      'audit-event-generator': ['RABBITMQ_URL'],
      'audit-event-webhook': ['AUDITFLOW_INGEST_TOKEN', 'RABBITMQ_URL'],
      'audit-log-analysis': ['DATABASE_URL', 'RABBITMQ_URL'],
      'notification-service': ['DATABASE_URL'],
      'event-audit-dashboard': ['AUDITFLOW_DASHBOARD_TOKEN', 'DATABASE_URL'],
      connector: ['RABBITMQ_URL'],
      prepare: ['DATABASE_URL', 'RABBITMQ_URL'],
    })
  })

  it('follow a service that has moved', () => {
    const before = programSecrets(SERVICES, {}, counting())
    const after = programSecrets({ ...SERVICES, database: 'postgres://u:p@elsewhere/a' }, before, counting())
    expect(after['notification-service']).toEqual({ DATABASE_URL: 'postgres://u:p@elsewhere/a' })
  })

  it('name an external RabbitMQ by its management address, with password and port as they are', () => {
    expect(programSecrets(SERVICES, {}, counting())['rabbitmq-connection']).toEqual({
      uri: 'https://mq:15671',
      username: 'us@er',
      password: 'p/w',
      port: '5999',
    })
  })

  it('keep a URL a URL, whatever the password', () => {
    const stores = { postgres: { username: 'u', password: 'a:b@c/d?#%', database: 'af' }, redis: { password: '@' } }
    const { database, rabbitmq, redis = '' } = ownServices('ns', stores, { username: 'r', password: '/' })
    expect(decodeURIComponent(new URL(database).password)).toBe('a:b@c/d?#%')
    expect([database, rabbitmq, redis].map((url) => new URL(url).hostname)).toEqual([
      'postgres.ns.svc',
      'rabbitmq.ns.svc',
      'redis.ns.svc',
    ])
  })

  it('are one file each for OpenFaaS, by names that Kubernetes takes', () => {
    const files = asFiles({ prepare: { DATABASE_URL: 'x' }, 'rabbitmq-connection': { uri: 'y' } })
    expect(files).toEqual({ 'database-url': { 'database-url': 'x' } })
  })

  it('are all there that stack.yml asks for, and what somebody has set stays', () => {
    const optional = ['auditflow-webhook-url', 'auditflow-webhook-secret']
    const existing = {
      'auditflow-webhook-url': { 'auditflow-webhook-url': 'https://chat.example' },
      other: { other: 'x' },
    }
    const made = openFaasSecrets(
      [...secretNames('stack.yml'), ...optional],
      programSecrets(SERVICES, {}, counting()),
      existing,
    )
    expect(made).toMatchObject({
      'database-url': { 'database-url': SERVICES.database },
      'rabbitmq-url': { 'rabbitmq-url': SERVICES.rabbitmq },
      'auditflow-ingest-token': { 'auditflow-ingest-token': 'made1' },
      'auditflow-webhook-url': existing['auditflow-webhook-url'],
      'auditflow-webhook-secret': { 'auditflow-webhook-secret': '' },
    })
    expect(made).not.toHaveProperty('other')
  })

  it('remember services of one’s own, and only those', () => {
    expect(keptServices('audit', programSecrets(SERVICES, {}, counting()))).toEqual(SERVICES)
    const own = ownServices('audit', storeSecrets({}, counting()), { username: 'u', password: 'p' })
    expect(keptServices('audit', programSecrets(own, {}, counting()))).toBeUndefined()
    expect(keptServices('audit', {})).toBeUndefined()
  })

  it('become manifests that kubectl reads, whatever the values hold', () => {
    const { items } = JSON.parse(secretManifests({ one: { KEY: 'ä"\n' } }, { a: 'b' })) as {
      items: { metadata: object; data: Record<string, string> }[]
    }
    expect(items[0]?.metadata).toEqual({ name: 'one', labels: { a: 'b' } })
    expect(Buffer.from(items[0]?.data['KEY'] ?? '', 'base64').toString()).toBe('ä"\n')
  })
})
