import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { HAS_KUBECTL, kustomize, type Resource } from '../../test/helpers/kustomize.ts'
import { writeKustomization } from './apply.ts'
import { kustomization, programFolders } from './kustomization.ts'
import type { Secrets } from './secrets.ts'
import { OWN, optionsOf } from './testing.ts'

const NAMESPACE = 'kustomization-test'
const made = (args: string[], folders?: string[], secrets: Secrets = {}): Promise<Resource[]> => {
  const options = optionsOf('--namespace', NAMESPACE, ...args)
  return kustomize(writeKustomization(folders ?? programFolders(options), options, secrets))
}
const kindsOf = (resources: Resource[], kind: string) =>
  resources.filter((one) => one.kind === kind).map(({ metadata }) => metadata.name)
const find = (resources: Resource[], kind: string, name: string) => {
  const found = resources.find((one) => one.kind === kind && one.metadata.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found
}

it('names images, version and namespace', () => {
  const options = optionsOf('--prefix', 'registry.example/audit', '--version', '2.0.0', '--namespace', 'a')
  expect(parse(kustomization(['../infra/prepare'], options, ['prepare']))).toEqual({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace: 'a',
    resources: ['../infra/prepare'],
    images: [{ name: 'dev.local/auditflow/prepare', newName: 'registry.example/audit/prepare', newTag: '2.0.0' }],
    patches: [],
  })
})

describe.skipIf(!HAS_KUBECTL)('what kustomize makes of it (needs kubectl)', () => {
  afterAll(() => rmSync(`.auditflow/deploy/${NAMESPACE}`, { recursive: true, force: true }))

  it.each([
    ['small', []],
    ['ha', []],
    ['external', OWN],
  ])('stands in the namespace as a whole: infra/overlays/%s', async (size, args) => {
    const resources = await made(['--size', size, ...args], [`infra/overlays/${size}`])
    expect(kindsOf(resources, 'Namespace')).toEqual([NAMESPACE])
    const others = resources.filter(({ kind }) => kind !== 'Namespace')
    expect(others.map(({ metadata }) => metadata.namespace)).toEqual(others.map(() => NAMESPACE))
  })

  it('has sources read the RabbitMQ of the namespace', async () => {
    const resources = await made([])
    const sources = resources.filter(({ kind }) => kind === 'RabbitmqSource')
    expect(sources.map(({ spec }) => spec?.['rabbitmqClusterReference'])).toEqual(
      sources.map(() => ({ name: 'rabbitmq', namespace: NAMESPACE })),
    )
    expect(sources.length).toBeGreaterThan(2)
    expect(kindsOf(resources, 'Service')).toHaveLength(5)
    expect(kindsOf(resources, 'PingSource')).toContain('generator-tick')
  })

  it('has sources read a RabbitMQ of one’s own, as the secret says', async () => {
    const sources = (await made(OWN)).filter(({ kind }) => kind === 'RabbitmqSource')
    expect(sources.length).toBeGreaterThan(2)
    expect(sources.map(({ spec }) => spec?.['rabbitmqClusterReference'])).toEqual(
      sources.map(() => ({ connectionSecret: { name: 'rabbitmq-connection' }, namespace: NAMESPACE })),
    )
  })

  it('leaves synthetic events out, and no other tick', async () => {
    const on = kindsOf(await made([]), 'PingSource')
    expect(kindsOf(await made(['--schedules=off']), 'PingSource')).toEqual(on.filter((one) => one !== 'generator-tick'))
  })

  it.each([
    ['knative', `http://{name}.${NAMESPACE}.svc.cluster.local`],
    ['openfaas', 'http://gateway.openfaas.svc.cluster.local:8080/function/{name}'],
  ])('tells the connector where functions are on %s', async (serve, url) => {
    const resources = await made(['--serve', serve, '--deliver=connector', '--schedules=off', '--version=2.0.0'])
    const { spec } = find(resources, 'Deployment', 'connector')
    expect(spec).toMatchObject({
      template: {
        spec: {
          containers: [
            {
              image: 'dev.local/auditflow/connector:2.0.0',
              env: expect.arrayContaining([
                { name: 'AUDITFLOW_SINK_URL', value: url },
                { name: 'AUDITFLOW_SCHEDULES', value: 'off' },
              ]),
            },
          ],
        },
      },
    })
    expect(kindsOf(resources, 'PingSource')).toEqual([])
  })

  it('starts a program anew when its own secret has changed, and no other', async () => {
    const stamps = async (token: string) =>
      (await made([], undefined, { 'audit-event-webhook': { TOKEN: token }, 'notification-service': { A: 'b' } }))
        .filter(({ kind }) => kind === 'Service')
        .flatMap(({ metadata, spec }) => {
          const { template } = spec as { template: { metadata: { annotations: Record<string, string> } } }
          const stamp = template.metadata.annotations['auditflow.io/secrets']
          return stamp === undefined ? [] : [[metadata.name, stamp] as const]
        })
    const [before, after] = [Object.fromEntries(await stamps('one')), Object.fromEntries(await stamps('two'))]
    expect(Object.keys(before).sort()).toEqual(['audit-event-webhook', 'notification-service'])
    expect(after['audit-event-webhook']).not.toBe(before['audit-event-webhook'])
    expect(after['notification-service']).toBe(before['notification-service'])
    expect(JSON.stringify(before)).not.toContain('one')
  })
})
