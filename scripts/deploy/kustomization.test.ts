import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HAS_KUBECTL, kustomize, type Resource } from '../../test/helpers/kustomize.ts'
import { FUNCTIONS, PROGRAMS } from '../bundle.mjs'
import { holdsSourcesOnly, kustomization, programFolders } from './kustomization.ts'
import { readOptions } from './options.ts'
import { programSecrets, type Secrets } from './secrets.ts'

const EXTERNAL = ['--database=postgres://u:p@db/a', '--rabbitmq=amqp://u:p@mq/my%2Fvhost']
const HOME = '.auditflow/test'
const optionsOf = (...args: string[]) => readOptions(['--namespace=elsewhere', ...args], '9.9.9')

describe('programFolders', () => {
  it.each([
    [[], ['knative/base/services', 'knative/base/sources']],
    [['--serve=openfaas'], ['knative/overlays/openfaas']],
  ])('of %j', (args, folders) => {
    expect(programFolders(optionsOf(...args))).toEqual(folders)
  })

  it('names no sources where the connector delivers', () => {
    for (const serve of ['knative', 'openfaas'])
      expect(programFolders(optionsOf(`--serve=${serve}`, '--deliver=connector')).some(holdsSourcesOnly)).toBe(false)
  })

  it('never counts functions or stores among what may be deleted and made anew', () => {
    for (const folder of ['knative/base/services', 'knative/base', 'infra/overlays/small', 'infra/overlays/external'])
      expect(holdsSourcesOnly(folder)).toBe(false)
  })
})

describe.skipIf(!HAS_KUBECTL)('kustomization', () => {
  let made: string
  beforeAll(() => {
    mkdirSync(HOME, { recursive: true })
    made = mkdtempSync(join(HOME, 'kustomization-'))
  })
  afterAll(() => rmSync(made, { recursive: true, force: true }))

  const build = async (folders: readonly string[], args: string[], secrets: Secrets = {}): Promise<Resource[]> => {
    const resources = folders.map((folder) => relative(made, folder))
    const text = kustomization(resources, optionsOf(...args), [...FUNCTIONS, ...PROGRAMS], secrets)
    writeFileSync(join(made, 'kustomization.yaml'), text)
    return await kustomize(made)
  }
  const all = (...args: string[]) => build(programFolders(optionsOf(...args)), args)
  const ofKind = (resources: Resource[], kind: string) => resources.filter((one) => one.kind === kind)

  it.each([
    [[]],
    [EXTERNAL],
    [['--deliver=connector']],
    [['--serve=openfaas']],
    [['--serve=openfaas', '--deliver=connector']],
    [['--size=ha', '--deliver=connector']],
  ])('puts everything into the namespace, with %j', async (args) => {
    const resources = await all(...args)
    expect(resources.length).toBeGreaterThan(0)
    expect(new Set(resources.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['elsewhere']))
    const parts = resources.map(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'])
    expect(new Set(parts)).toEqual(new Set(['auditflow']))
    expect(JSON.stringify(resources)).not.toMatch(/"namespace":"auditflow"|\.auditflow\.svc/)
  })

  it('takes images of the prefix and version given', async () => {
    const text = JSON.stringify(await all('--prefix=registry.example/team', '--version=2.0.0', '--deliver=connector'))
    const images = [...text.matchAll(/"image":"([^"]+)"/g)].map(([, image]) => image)
    expect(images.sort()).toEqual(
      [...FUNCTIONS, 'connector'].map((name) => `registry.example/team/${name}:2.0.0`).sort(),
    )
  })

  it('leaves out the tick of the generator alone when schedules are off', async () => {
    const names = async (...args: string[]) => ofKind(await all(...args), 'PingSource').map((one) => one.metadata.name)
    expect(await names('--schedules=on')).toEqual(['analysis-tick', 'generator-tick', 'notification-tick'])
    expect(await names('--schedules=off')).toEqual(['analysis-tick', 'notification-tick'])
    const env = JSON.stringify(ofKind(await all('--deliver=connector', '--schedules=off'), 'Deployment'))
    expect(env).toContain('{"name":"AUDITFLOW_SCHEDULES","value":"needed"}')
  })

  it('reads the virtual host of an external RabbitMQ, by the secret that names it', async () => {
    const sources = ofKind(await all(...EXTERNAL), 'RabbitmqSource')
    expect(sources).toHaveLength(3)
    for (const { spec } of sources)
      expect(spec).toMatchObject({
        rabbitmqClusterReference: { connectionSecret: { name: 'rabbitmq-connection' }, namespace: 'elsewhere' },
        rabbitmqResourcesConfig: { vhost: 'my/vhost' },
      })
  })

  it('starts anew only the programs whose secrets have changed', async () => {
    const services = { database: 'postgres://db/a', rabbitmq: 'amqp://mq', redis: undefined }
    const before = programSecrets(services, {}, () => 'one')
    const after = { ...before, 'notification-service': { DATABASE_URL: 'postgres://db/b' } }
    const folders = ['knative/base/services']
    const templates = async (secrets: Secrets) =>
      ofKind(await build(folders, [], secrets), 'Service').map(
        ({ metadata, spec }) => [metadata.name, JSON.stringify(spec)] as const,
      )
    const old = new Map(await templates(before))
    const changed = (await templates(after)).filter(([name, spec]) => old.get(name) !== spec).map(([name]) => name)
    expect(changed).toEqual(['notification-service'])
  })
})
