import { describe, expect, it } from 'vitest'
import { parseLinkSecret } from '../../shared/notify/links.ts'
import { secretNames } from './openfaas.ts'
import {
  asFiles,
  keptServices,
  openFaasSecrets,
  ownServices,
  programSecrets,
  type Secrets,
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
      'notification-service': ['AUDITFLOW_LINK_SECRET', 'DATABASE_URL', 'RABBITMQ_URL'],
      'event-audit-dashboard': ['AUDITFLOW_DASHBOARD_TOKEN', 'AUDITFLOW_LINK_SECRET', 'DATABASE_URL'],
      connector: ['RABBITMQ_URL'],
      prepare: ['DATABASE_URL', 'RABBITMQ_URL'],
    })
  })

  it('sign links with one secret, which both who send them and who answer them have, and stays', () => {
    const { 'notification-service': notifier = {}, 'event-audit-dashboard': dashboard = {} } = programSecrets(
      SERVICES,
      {},
      () => 'a1'.repeat(24),
    )
    expect(notifier['AUDITFLOW_LINK_SECRET']).toBe(dashboard['AUDITFLOW_LINK_SECRET'])
    expect(parseLinkSecret(notifier['AUDITFLOW_LINK_SECRET'] ?? '').length).toBeGreaterThanOrEqual(32)
    const upgraded = programSecrets(SERVICES, { 'notification-service': notifier }, () => 'another')
    expect(upgraded['event-audit-dashboard']).toMatchObject({
      AUDITFLOW_LINK_SECRET: notifier['AUDITFLOW_LINK_SECRET'],
    })
  })

  it('tell the notification service where the dashboard is, which stays until another address is given', () => {
    const of = (existing: Secrets, url?: string) =>
      programSecrets(SERVICES, existing, counting(), url)['notification-service']?.['AUDITFLOW_PUBLIC_URL']
    expect(of({})).toBeUndefined()
    const there = programSecrets(SERVICES, {}, counting(), 'https://audit.example')
    expect(of(there)).toBe('https://audit.example')
    expect(of(there, 'https://other.example')).toBe('https://other.example')
  })

  it('name the routing file where its secret is, and no longer when it has gone', () => {
    const of = (existing: Secrets) =>
      programSecrets(SERVICES, existing, counting())['notification-service']?.['AUDITFLOW_ROUTING']
    expect(of({ 'notification-routing': { 'routing.yaml': 'route: {}' } })).toBe(
      '/var/run/secrets/auditflow-routing/routing.yaml',
    )
    expect(of({ 'notification-service': { AUDITFLOW_ROUTING: '/before' } })).toBeUndefined()
    const expected = { 'expected-sources': { 'expected.yaml': '[]' } }
    expect(programSecrets(SERVICES, expected, counting())['audit-log-analysis']).toMatchObject({
      AUDITFLOW_EXPECTED: '/var/run/secrets/auditflow-expected/expected.yaml',
    })
  })

  it('follow a service that has moved', () => {
    const before = programSecrets(SERVICES, {}, counting())
    const after = programSecrets({ ...SERVICES, database: 'postgres://u:p@elsewhere/a' }, before, counting())
    expect(after['notification-service']).toEqual({
      ...before['notification-service'],
      DATABASE_URL: 'postgres://u:p@elsewhere/a',
    })
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
      'auditflow-ingest-token': { 'auditflow-ingest-token': 'made3' },
      'auditflow-link-secret': { 'auditflow-link-secret': 'made1made2' },
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
