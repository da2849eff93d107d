import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse, parseDocument } from 'yaml'
import { crdValidators } from '../helpers/crds.ts'
import { builds, HAS_KUBECTL, kustomizations, kustomize, kustomizeWith, type Resource } from '../helpers/kustomize.ts'

import { lint } from './lint/lint.ts'
import { secretsOf } from './lint/secrets.ts'

const CRDS = '../shared/crds'
const validators = existsSync(CRDS) ? crdValidators(CRDS) : undefined
const isCustom = ({ apiVersion }: Resource) => /knative\.dev\/|rabbitmq\.com\//.test(apiVersion)
const FOLDERS = kustomizations('knative', 'infra')
const COMPONENTS = readdirSync('knative/components').map((name) => join('knative/components', name))
/** What scripts/deploy makes, and what RabbitMQ's operator does. */
const SECRETS = [
  ...readdirSync('functions'),
  ...[
    'auditflow-tls',
    'connector',
    'prepare',
    'postgres',
    'redis',
    'rabbitmq-connection',
    'rabbitmq-default-user',
    'notification-routing',
    'expected-sources',
  ],
]

if (!HAS_KUBECTL) console.warn('kubectl is not here: no kustomization is built')
if (validators === undefined) console.warn(`${CRDS} is not here: custom resources are not checked against definitions`)

function faultsOf(resource: Resource): string[] {
  const validate = validators?.get(`${resource.apiVersion}/${resource.kind}`)
  if (validate === undefined) return [`${resource.apiVersion}/${resource.kind} has no definition`]
  validate(resource)
  return (validate.errors ?? []).map(
    ({ instancePath, message }) => `${resource.kind} ${resource.metadata.name}${instancePath}: ${message}`,
  )
}

describe.skipIf(!HAS_KUBECTL).each(builds('knative', 'infra'))('the kustomization of %s', (_, build) => {
  let resources: Resource[]
  beforeAll(async () => {
    resources = await build()
  })

  it('makes something, nothing of it twice', () => {
    const ids = resources.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('falls into no trap', () => {
    expect(resources.flatMap(lint)).toEqual([])
  })

  it('takes only secrets that are made at the installation', () => {
    const used = resources.flatMap(secretsOf)
    expect(used.filter((name) => !SECRETS.includes(name))).toEqual([])
  })

  it.skipIf(validators === undefined)('fits the definitions, without unknown fields', () => {
    expect(resources.filter(isCustom).flatMap(faultsOf)).toEqual([])
  })
})

const examples = [...readFileSync('knative/README.md', 'utf8').matchAll(/```yaml\n(apiVersion:.*?)```/gs)].map(
  ([, text = '']) => parseDocument(text).toJS() as Resource,
)

describe.each(examples)('the example of a $kind', (resource) => {
  it('falls into no trap', () => {
    expect(lint(resource)).toEqual([])
  })

  it.skipIf(validators === undefined)('fits its definition', () => {
    expect(faultsOf(resource)).toEqual([])
  })
})

it('the page of the manifests has an example', () => {
  expect(examples.map(({ kind }) => kind)).toEqual(['Trigger'])
})

it.each([...FOLDERS, ...COMPONENTS])('%s names each YAML file beside its kustomization', (folder) => {
  type Kustomization = { resources?: string[]; patches?: { path?: string }[] }
  const { resources = [], patches = [] } = parse(
    readFileSync(join(folder, 'kustomization.yaml'), 'utf8'),
  ) as Kustomization
  const named = [...resources, ...patches.flatMap(({ path }) => path ?? [])]
  const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8')
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
  expect(files.filter((file) => !named.includes(file) && !text.includes(file))).toEqual([])
})

describe.skipIf(!HAS_KUBECTL)('the overlay with the Broker', () => {
  it('leaves no queue that is declared without a source', async () => {
    const queues = (resources: Resource[]) =>
      resources.flatMap(({ kind, spec }) => {
        const { queueName } = (spec?.['rabbitmqResourcesConfig'] ?? {}) as { queueName?: string }
        return kind === 'RabbitmqSource' ? [queueName] : []
      })
    const [overlay, base] = await Promise.all([kustomize('knative/overlays/broker'), kustomize('knative/base')])
    expect(queues(overlay).sort()).toEqual(queues(base).sort())
  })
})

describe.skipIf(!HAS_KUBECTL)('a RabbitMQ that no operator made', () => {
  it('is found by its secret, by whatever needs it', async () => {
    const folders = ['knative/components/broker-feed', 'knative/components/external-rabbitmq']
    const resources = await kustomizeWith('knative/base', ...folders)
    const references = resources.flatMap(({ spec }) => spec?.['rabbitmqClusterReference'] ?? [])
    expect(references).toHaveLength(8)
    for (const reference of references)
      expect(reference).toEqual({ namespace: 'auditflow', connectionSecret: { name: 'rabbitmq-connection' } })
  })
})
