import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { FUNCTIONS } from '../bundle.mjs'
import type { Options } from './options.ts'
import type { Secrets, Values } from './secrets.ts'

/** The name under which images stand in the manifests. */
const PREFIX = 'dev.local/auditflow'

type Operation = { op: string; path: string; value?: unknown }
type Patch = { target: { kind: string; name?: string }; patch: string }
const patch = (kind: string, operations: Operation[], name?: string): Patch => ({
  target: { kind, ...(name === undefined ? {} : { name }) },
  patch: JSON.stringify(operations),
})

/** Folders of the project that make up what is applied as the functions, or what calls them. */
export function programFolders({ serve, deliver }: Options): string[] {
  const sources = serve === 'openfaas' ? 'knative/overlays/openfaas' : 'knative/base/sources'
  const connector = `infra/connector/${serve}`
  return [...(serve === 'knative' ? ['knative/base/services'] : []), deliver === 'eventing' ? sources : connector]
}

/**
 * A kustomization of the project's folders with the namespace, the images and what the options say of the rest.
 * @param resources folders, relative to where the kustomization will stand
 * @param names of the programs
 * @param secrets a program starts anew when its own change: it reads them at its start
 */
export function kustomization(
  resources: readonly string[],
  options: Options,
  names: readonly string[],
  secrets: Secrets = {},
): string {
  const has = (folder: string) => resources.some((resource) => resource.endsWith(folder))
  const { namespace, prefix, version, schedules } = options
  return stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    namespace,
    resources,
    ...(has('sources') || has('overlays/openfaas') ? sourceComponents(options, resources) : {}),
    images: names.map((name) => ({ name: `${PREFIX}/${name}`, newName: `${prefix}/${name}`, newTag: version })),
    patches: [
      ...(has('services') ? servicePatches(secrets) : []),
      ...(has('sources') || has('overlays/openfaas') ? sourcePatches(namespace, schedules) : []),
      ...(has('connector/knative') || has('connector/openfaas')
        ? connectorPatches(options, has('connector/knative'), secrets)
        : []),
    ],
  })
}

function sourceComponents({ size }: Options, [first = '']: readonly string[]): object {
  const root = first.slice(0, first.lastIndexOf('../') + 3)
  return size === 'external' ? { components: [`${root}knative/components/external-rabbitmq`] } : {}
}

const digest = (values: Values) => createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)

function servicePatches(secrets: Secrets): Patch[] {
  return FUNCTIONS.flatMap((name) => {
    const values = secrets[name]
    return values === undefined
      ? []
      : [patch('Service', [annotate('/spec/template/metadata/annotations', values)], name)]
  })
}

const annotate = (path: string, values: Values): Operation => ({
  op: 'add',
  path: `${path}/auditflow.io~1secrets`,
  value: digest(values),
})

function sourcePatches(namespace: string, schedules: boolean): Patch[] {
  const reference = '/spec/rabbitmqClusterReference/namespace'
  const remove = {
    $patch: 'delete',
    apiVersion: 'sources.knative.dev/v1',
    kind: 'PingSource',
    metadata: { name: 'any' },
  }
  return [
    patch('RabbitmqSource', [{ op: 'replace', path: reference, value: namespace }]),
    ...(schedules ? [] : [{ target: { kind: 'PingSource', name: 'generator-tick' }, patch: JSON.stringify(remove) }]),
  ]
}

function connectorPatches({ namespace, schedules, size }: Options, knative: boolean, secrets: Secrets): Patch[] {
  const env = '/spec/template/spec/containers/0/env'
  const url = `http://{name}.${namespace}.svc.cluster.local`
  return [
    patch(
      'Deployment',
      [
        ...(knative ? [{ op: 'replace', path: `${env}/0/value`, value: url }] : []),
        ...(size === 'ha' ? [{ op: 'replace', path: '/spec/replicas', value: 2 }] : []),
        ...(schedules ? [] : [{ op: 'add', path: `${env}/-`, value: { name: 'AUDITFLOW_SCHEDULES', value: 'off' } }]),
        { op: 'add', path: '/spec/template/metadata/annotations', value: {} },
        ...(secrets['connector'] === undefined
          ? []
          : [annotate('/spec/template/metadata/annotations', secrets['connector'])]),
      ],
      'connector',
    ),
  ]
}
