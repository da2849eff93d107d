import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { HAS_KUBECTL, kustomize } from '../../test/helpers/kustomize.ts'
import { writeKustomization } from './install.ts'
import { optionsOf } from './testing.ts'

const NAMESPACE = 'network-test'
const URLS = ['--database=postgres://db:6432/audit', '--rabbitmq=amqp://mq/audit', '--redis=redis://cache:7000']

type Rule = { to?: object[]; ports: { port: number }[] }

describe.skipIf(!HAS_KUBECTL)('the closed network (needs kubectl)', () => {
  afterAll(() => rmSync(`.auditflow/deploy/${NAMESPACE}`, { recursive: true, force: true }))

  const policies = async (folder: string, ...args: string[]) => {
    const options = optionsOf('--namespace', NAMESPACE, ...args)
    const resources = await kustomize(writeKustomization([folder], options, {}))
    const found = resources.filter(({ kind }) => kind === 'NetworkPolicy')
    expect(found.every(({ metadata }) => metadata.labels?.['app.kubernetes.io/part-of'] === 'auditflow')).toBe(true)
    return new Map(
      found.map(({ metadata, spec }) => [metadata.name, { ...metadata, egress: spec?.['egress'] as Rule[] }]),
    )
  }
  const ports = (rules: Rule[] = []) => rules.map((rule) => rule.ports.map(({ port }) => port))

  it('lets programs out to the ports that the URLs name', async () => {
    const found = await policies('infra/overlays/external', ...URLS)
    expect(ports(found.get('to-outside-postgres')?.egress)).toEqual([[5432, 6432]])
    expect(ports(found.get('to-outside-redis')?.egress)).toEqual([[6379, 6380, 7000]])
    expect(ports(found.get('to-outside-rabbitmq')?.egress)).toEqual([[5671, 5672]])
  })

  it('lets OpenFaaS’ functions, in their own namespace, to the stores of ours', async () => {
    const found = await policies('infra/network/openfaas', '--serve=openfaas')
    expect(new Set([...found.values()].map(({ namespace }) => namespace))).toEqual(new Set([NAMESPACE, 'openfaas-fn']))
    expect(found.get('openfaas-to-postgres')?.namespace).toBe(NAMESPACE)
    const toPostgres = found.get('auditflow-to-postgres')
    expect(toPostgres?.namespace).toBe('openfaas-fn')
    expect(toPostgres?.egress).toHaveLength(1)
    expect(toPostgres?.egress[0]?.to).toMatchObject([
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': NAMESPACE } } },
    ])
  })

  it('lets OpenFaaS’ functions out to services of one’s own', async () => {
    const found = await policies('infra/network/openfaas', '--serve=openfaas', '--deliver=connector', ...URLS)
    expect(ports(found.get('auditflow-to-postgres')?.egress)).toEqual([[5432], [6432]])
    expect(ports(found.get('auditflow-to-rabbitmq')?.egress)).toEqual([[5672], [5672]])
    expect(ports(found.get('auditflow-to-redis')?.egress)).toEqual([[6379], [7000]])
  })
})
