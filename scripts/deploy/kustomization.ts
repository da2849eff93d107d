import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import { type Operation, openFaasPatches, outsidePatches, type Patch } from './network.ts'
import type { Options } from './options.ts'
import type { Secrets } from './secrets.ts'

/** The name under which images stand in the manifests. */
const PREFIX = 'dev.local/auditflow'

const patch = (kind: string, operations: Operation[], name?: string): Patch => ({
  target: { kind, ...(name === undefined ? {} : { name }) },
  patch: JSON.stringify(operations),
})

/** Folders of the project that make up what is applied as the functions, or what calls them. */
export function programFolders({ serve, deliver, size }: Options): string[] {
  const sources = serve === 'openfaas' ? 'knative/overlays/openfaas' : 'knative/base/sources'
  const onKnative = size === 'ha' ? 'infra/connector/ha' : 'infra/connector/base'
  const connector = serve === 'openfaas' ? 'infra/connector/openfaas' : onKnative
  return [...(serve === 'knative' ? ['knative/base/services'] : []), deliver === 'eventing' ? sources : connector]
}

/** Whether all that the folder holds may be deleted and made anew, since what it takes events from stays. */
export const holdsSourcesOnly = (folder: string): boolean =>
  folder.endsWith('knative/base/sources') || folder.endsWith('knative/overlays/openfaas')

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
  const isConnector = resources.some((resource) => resource.includes('infra/connector/'))
  const { namespace, prefix, version } = options
  return stringify({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    // What lies in two namespaces has both from its own patches.
    ...(has('network/openfaas') ? {} : { namespace }),
    resources,
    ...(resources.some(holdsSourcesOnly) ? sourceComponents(options, resources) : {}),
    // What an uninstallation finds again.
    labels: [{ pairs: { 'app.kubernetes.io/part-of': 'auditflow' } }],
    images: names.map((name) => ({ name: `${PREFIX}/${name}`, newName: `${prefix}/${name}`, newTag: version })),
    patches: [
      ...(has('overlays/external') ? outsidePatches(options) : []),
      ...(has('network/openfaas') ? openFaasPatches(options) : []),
      ...(has('services') ? servicePatches(secrets) : []),
      ...(resources.some(holdsSourcesOnly) ? sourcePatches(options) : []),
      ...(isConnector ? connectorPatches(options, !has('connector/openfaas'), secrets) : []),
    ],
  })
}

function sourceComponents({ size }: Options, [first = '']: readonly string[]): object {
  const root = first.slice(0, first.lastIndexOf('../') + 3)
  return size === 'external' ? { components: [`${root}knative/components/external-rabbitmq`] } : {}
}

const digest = (values: unknown = {}) => createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)

function servicePatches(secrets: Secrets): Patch[] {
  return Object.entries(secrets).map(([name, values]) =>
    patch('Service', [annotate('/spec/template/metadata/annotations', values)], name),
  )
}

const annotate = (path: string, values: unknown): Operation => ({
  op: 'add',
  path: `${path}/auditflow.io~1secrets`,
  value: digest(values),
})

function sourcePatches({ namespace, rabbitmq, schedules }: Options): Patch[] {
  const vhost = rabbitmq === undefined ? '' : decodeURIComponent(new URL(rabbitmq).pathname.slice(1))
  const reference = '/spec/rabbitmqClusterReference/namespace'
  const remove = {
    $patch: 'delete',
    apiVersion: 'sources.knative.dev/v1',
    kind: 'PingSource',
    metadata: { name: 'any' },
  }
  return [
    patch('RabbitmqSource', [
      { op: 'replace', path: reference, value: namespace },
      ...(vhost === '' ? [] : [{ op: 'add', path: '/spec/rabbitmqResourcesConfig/vhost', value: vhost }]),
    ]),
    ...(schedules ? [] : [{ target: { kind: 'PingSource', name: 'generator-tick' }, patch: JSON.stringify(remove) }]),
  ]
}

function connectorPatches({ namespace, schedules }: Options, knative: boolean, secrets: Secrets): Patch[] {
  const env = '/spec/template/spec/containers/0/env'
  const url = `http://{name}.${namespace}.svc.cluster.local`
  return [
    patch(
      'Deployment',
      [
        ...(knative ? [{ op: 'replace', path: `${env}/0/value`, value: url }] : []),
        ...(schedules
          ? []
          : [{ op: 'add', path: `${env}/-`, value: { name: 'AUDITFLOW_SCHEDULES', value: 'needed' } }]),
        { op: 'add', path: '/spec/template/metadata/annotations', value: {} },
        annotate('/spec/template/metadata/annotations', secrets['connector']),
      ],
      'connector',
    ),
  ]
}
