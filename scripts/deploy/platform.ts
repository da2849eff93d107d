import type { Options } from './options.ts'

/** A part of the platform that must be there: a kind that the API server knows once it is. */
export type Part = { name: string; kind: string; manifests: string[] }

const SERVING = 'https://github.com/knative/serving/releases/download/knative-v1.23.0'
const KOURIER = 'https://github.com/knative-extensions/net-kourier/releases/download/knative-v1.23.0'
const EVENTING = 'https://github.com/knative/eventing/releases/download/knative-v1.22.2'
const RABBITMQ = 'https://github.com/knative-extensions/eventing-rabbitmq/releases/download/knative-v1.22.1'
const CLUSTER_OPERATOR = 'https://github.com/rabbitmq/cluster-operator/releases/download/v2.22.3'
const TOPOLOGY_OPERATOR = 'https://github.com/rabbitmq/messaging-topology-operator/releases/download/v1.20.1'
const CERT_MANAGER = 'https://github.com/cert-manager/cert-manager/releases/download/v1.19.1'

const PARTS = {
  serving: {
    name: 'Knative Serving',
    kind: 'services.serving.knative.dev',
    manifests: [`${SERVING}/serving-crds.yaml`, `${SERVING}/serving-core.yaml`, `${KOURIER}/kourier.yaml`],
  },
  eventing: {
    name: 'Knative Eventing',
    kind: 'pingsources.sources.knative.dev',
    manifests: [`${EVENTING}/eventing-crds.yaml`, `${EVENTING}/eventing-core.yaml`],
  },
  clusterOperator: {
    name: 'the RabbitMQ cluster operator',
    kind: 'rabbitmqclusters.rabbitmq.com',
    manifests: [`${CLUSTER_OPERATOR}/cluster-operator.yml`],
  },
  certManager: {
    name: 'cert-manager',
    kind: 'certificates.cert-manager.io',
    manifests: [`${CERT_MANAGER}/cert-manager.yaml`],
  },
  topologyOperator: {
    name: 'the RabbitMQ topology operator',
    kind: 'queues.rabbitmq.com',
    manifests: [`${TOPOLOGY_OPERATOR}/messaging-topology-operator-with-certmanager.yaml`],
  },
  source: {
    name: 'Knative’s RabbitMQ source',
    kind: 'rabbitmqsources.sources.knative.dev',
    manifests: [`${RABBITMQ}/rabbitmq-source.yaml`],
  },
} satisfies Record<string, Part>

/** What an installation stands on, in the order in which it is installed. */
export function partsFor({ serve, deliver, size }: Options): Part[] {
  return [
    ...(serve === 'knative' ? [PARTS.serving] : []),
    ...(size === 'external' ? [] : [PARTS.clusterOperator]),
    // The source watches the topology operator's kinds for every RabbitMQ, an external one too.
    ...(deliver === 'eventing'
      ? [PARTS.eventing, ...(size === 'external' ? [PARTS.clusterOperator] : []), PARTS.certManager]
      : []),
    ...(deliver === 'eventing' ? [PARTS.topologyOperator, PARTS.source] : []),
  ]
}

/** The commands that install a part. */
export const remedyOf = ({ manifests }: Part): string => manifests.map((url) => `kubectl apply -f ${url}`).join(' && ')

/** What Knative Serving needs to be told once to use Kourier. */
export const USE_KOURIER = [
  'patch',
  'configmap/config-network',
  '--namespace=knative-serving',
  '--type=merge',
  '--patch={"data":{"ingress-class":"kourier.ingress.networking.knative.dev"}}',
]

/** What gives the functions addresses below a domain, for all of the cluster. */
export const useDomain = (domain: string): string[] => [
  'patch',
  'configmap/config-domain',
  '--namespace=knative-serving',
  '--type=merge',
  `--patch=${JSON.stringify({ data: { [domain]: '' } })}`,
]
