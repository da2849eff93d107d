import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { builds } from '../helpers/kustomize.ts'
import { kubectl, MISSING, tryKubectl } from './kubectl.ts'

const CRDS = '../shared/crds'
/** The cluster brings those of Knative Serving itself, of the version that runs there. */
const FOLDERS = ['knative-eventing', 'eventing-rabbitmq', 'rabbitmq-cluster-operator', 'rabbitmq-topology-operator']

/** Prometheus' operator's, whose definitions are not at hand: a cluster without them refuses these whole. */
const UNDEFINED = /^monitoring\.coreos\.com\//

type Definition = { kind?: string; metadata: { name: string }; spec?: { conversion?: unknown } }

/** Without their conversion webhooks, behind which nothing answers here. */
function definitions(): Definition[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(CRDS, folder)).flatMap((file) =>
      parseAllDocuments(readFileSync(join(CRDS, folder, file), 'utf8')).map((one) => one.toJS() as Definition | null),
    ),
  ).flatMap((definition) => {
    if (definition?.kind !== 'CustomResourceDefinition') return []
    delete definition.spec?.conversion
    return [definition]
  })
}

describe.skipIf(MISSING !== undefined || !existsSync(CRDS))('a real API server with the definitions', () => {
  beforeAll(async () => {
    const text = definitions().map((definition) => stringify(definition))
    await kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], text.join('---\n'))
    await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s'])
  })

  it.each(builds('knative', 'infra'))('takes all of %s, without a warning', async (_, build) => {
    const resources = (await build()).filter(({ apiVersion }) => !UNDEFINED.test(apiVersion))
    // A dry run finds no namespace that it only pretended to make.
    const namespaces = new Set(
      resources.flatMap(({ kind, metadata }) => (kind === 'Namespace' ? [] : (metadata.namespace ?? []))),
    )
    for (const name of namespaces) {
      const made = await tryKubectl(['create', 'namespace', name])
      if (made.status !== 0) expect(made.stderr).toContain('AlreadyExists')
    }
    // JSON, since kubectl takes a bare `yes` of YAML for true. On the server's side, what others left is no matter.
    const { status, stdout, stderr } = await tryKubectl(
      ['apply', '--server-side', '--force-conflicts', '--dry-run=server', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items: resources }),
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(resources.length)
  })
})
