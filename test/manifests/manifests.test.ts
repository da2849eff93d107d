import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { crdValidators } from '../helpers/crds.ts'
import { HAS_KUBECTL, kustomizations, kustomize, type Resource } from '../helpers/kustomize.ts'
import { lint } from './lint/lint.ts'
import { podOf } from './lint/pods.ts'

const CRDS = '../shared/crds'
const validators = existsSync(CRDS) ? crdValidators(CRDS) : undefined
const isCustom = ({ apiVersion }: Resource) => /knative\.dev\/|rabbitmq\.com\//.test(apiVersion)
const FOLDERS = kustomizations('knative', 'infra')
/** What scripts/deploy makes, and what RabbitMQ's operator does. */
const SECRETS = [
  ...readdirSync('functions'),
  ...['connector', 'prepare', 'postgres', 'redis', 'rabbitmq-connection', 'rabbitmq-default-user'],
]

if (!HAS_KUBECTL) console.warn('kubectl is not here: no kustomization is built')
if (validators === undefined) console.warn(`${CRDS} is not here: custom resources are not checked against definitions`)

describe.skipIf(!HAS_KUBECTL).each(FOLDERS)('the kustomization of %s', (folder) => {
  let resources: Resource[]
  beforeAll(async () => {
    resources = await kustomize(folder)
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
    const used = [...JSON.stringify(resources.map(podOf)).matchAll(/"secretName":"([^"]+)"/g)].map(([, name]) => name)
    expect(used.filter((name) => !SECRETS.includes(name ?? ''))).toEqual([])
  })

  it.skipIf(validators === undefined)('fits the definitions, without unknown fields', () => {
    const faults = resources.filter(isCustom).flatMap((resource) => {
      const validate = validators?.get(`${resource.apiVersion}/${resource.kind}`)
      if (validate === undefined) return [`${resource.apiVersion}/${resource.kind} has no definition`]
      validate(resource)
      return (validate.errors ?? []).map(
        ({ instancePath, message }) => `${resource.kind} ${resource.metadata.name}${instancePath}: ${message}`,
      )
    })
    expect(faults).toEqual([])
  })
})

it.each([...FOLDERS, 'knative/components/broker'])('%s names each YAML file beside its kustomization', (folder) => {
  type Kustomization = { resources?: string[]; patches?: { path?: string }[] }
  const { resources = [], patches = [] } = parse(
    readFileSync(join(folder, 'kustomization.yaml'), 'utf8'),
  ) as Kustomization
  const named = [...resources, ...patches.flatMap(({ path }) => path ?? [])]
  const text = readFileSync(join(folder, 'kustomization.yaml'), 'utf8')
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
  expect(files.filter((file) => !named.includes(file) && !text.includes(file))).toEqual([])
})
