import type { Options } from './options.ts'

export type Operation = { op: string; path: string; value?: unknown }
export type Patch = { target: { kind: string; name?: string; namespace?: string }; patch: string }

const KIND = 'NetworkPolicy'
/** Who OpenFaaS' functions may speak to, by policy: part of the closed network that only they need. */
const STORES = ['auditflow-to-postgres', 'auditflow-to-rabbitmq', 'auditflow-to-redis']
const ANYWHERE = [{ ipBlock: { cidr: '0.0.0.0/0' } }, { ipBlock: { cidr: '::/0' } }]

const on = (target: Omit<Patch['target'], 'kind'>, operations: Operation[]): Patch[] =>
  operations.length === 0 ? [] : [{ target: { kind: KIND, ...target }, patch: JSON.stringify(operations) }]

/** For an overlay with services of one's own: the ports that their URLs name, where those are not the usual ones. */
export function outsidePatches({ database, rabbitmq, redis }: Options): Patch[] {
  const open = (name: string, url: string | undefined) => {
    const port = url === undefined ? '' : new URL(url).port
    return on({ name }, port === '' ? [] : [{ op: 'add', path: '/spec/egress/0/ports/-', value: portOf(port) }])
  }
  return [
    ...open('to-outside-postgres', database),
    ...open('to-outside-rabbitmq', rabbitmq),
    ...open('sources-to-outside-rabbitmq', rabbitmq),
    ...open('to-outside-redis', redis),
  ]
}

/** For infra/network/openfaas, which lies in two namespaces: ours is the one given, and the services may be elsewhere. */
export function openFaasPatches({ namespace, size, database, rabbitmq, redis }: Options): Patch[] {
  const label = '/spec/egress/0/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name'
  const defaults = ['5432', '5672', '6379']
  const outside = [database, rabbitmq, redis].map((url, index) => (url && new URL(url).port) || defaults[index] || '')
  return [
    ...on({ namespace: 'auditflow' }, [{ op: 'replace', path: '/metadata/namespace', value: namespace }]),
    ...STORES.flatMap((name, index) =>
      on({ name }, [
        { op: 'replace', path: label, value: namespace },
        ...(size === 'external'
          ? [{ op: 'add', path: '/spec/egress/-', value: { to: ANYWHERE, ports: [portOf(outside[index] ?? '')] } }]
          : []),
      ]),
    ),
  ]
}

const portOf = (port: string) => ({ protocol: 'TCP', port: Number(port) })
