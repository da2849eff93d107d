import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { crdValidators } from '../helpers/crds.ts'
import { type Manifest, readYamlFolder } from '../helpers/manifests.ts'

const CRDS = '../shared/crds'
const present = existsSync(CRDS)
const manifests = readYamlFolder('knative').filter(({ doc }) => doc.kind !== 'Kustomization' && 'spec' in doc)

describe.skipIf(!present)(`the manifests against the definitions of ${CRDS}`, () => {
  const validators = present ? crdValidators(CRDS) : new Map<string, never>()
  const faultsOf = (manifest: Manifest) => {
    const validate = validators.get(`${manifest.apiVersion}/${manifest.kind}`)
    if (validate === undefined) return [`${manifest.apiVersion}/${manifest.kind} has no definition`]
    validate(manifest)
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      [instancePath, message, params['additionalProperty']].filter(Boolean).join(' '),
    )
  }
  const isCustom = ({ apiVersion }: Manifest) => /knative\.dev\/|rabbitmq\.com\//.test(apiVersion)

  it.each(manifests.filter(({ doc }) => isCustom(doc)))('knative/$file fits, without unknown fields', ({ doc }) => {
    expect(faultsOf(doc)).toEqual([])
  })

  const source = manifests.find(({ doc }) => doc.kind === 'RabbitmqSource')?.doc as Manifest
  const service = manifests.find(({ doc }) => doc.kind === 'Service')?.doc as Manifest
  const changed = (manifest: Manifest, path: string[], value: unknown) => {
    const copy = structuredClone(manifest)
    let place = copy as unknown as Record<string, unknown>
    for (const key of path.slice(0, -1)) place = place[key] as Record<string, unknown>
    place[path.at(-1) ?? ''] = value
    return copy
  }

  it.each<[string, Manifest, string[], unknown]>([
    ['a field of the old source', source, ['spec', 'exchangeConfig'], {}],
    ['a dead letter sink, which a source has not', source, ['spec', 'delivery', 'deadLetterSink'], {}],
    ['a misspelt field', source, ['spec', 'rabbitmqResourcesConfig', 'paralelism'], 1],
    ['too much parallelism', source, ['spec', 'rabbitmqResourcesConfig', 'parallelism'], 1001],
    ['a number as annotation', source, ['metadata', 'annotations'], { a: 1 }],
    ['a name that DNS has not', source, ['metadata', 'name'], 'under_score'],
    ['a misspelt field in a template', service, ['spec', 'template', 'spec', 'timeoutSecond'], 1],
    ['a misspelt field in a container', service, ['spec', 'template', 'spec', 'containers', '0', 'imag'], 'x'],
    ['an unknown kind', source, ['kind'], 'RabbitSource'],
  ])('would be refused with %s', (_, manifest, path, value) => {
    expect(faultsOf(changed(manifest, path, value))).toHaveLength(1)
  })
})
