import { describe, expect, it } from 'vitest'
import type { Resource } from '../../helpers/kustomize.ts'
import { lint } from './lint.ts'
import { secretsOf } from './secrets.ts'

const delivery = {
  retry: 10,
  backoffPolicy: 'exponential',
  backoffDelay: 'PT0.2S',
  timeout: 'PT60S',
  deadLetterSink: {},
}
const trigger = (spec: object): Resource => ({
  apiVersion: 'eventing.knative.dev/v1',
  kind: 'Trigger',
  metadata: { name: 'one' },
  spec: { broker: 'auditflow', delivery, filter: { attributes: { type: 'a' } }, ...spec },
})
const source = (spec: object): Resource => ({
  apiVersion: 'sources.knative.dev/v1alpha1',
  kind: 'RabbitmqSource',
  metadata: { name: 'one' },
  spec: { rabbitmqResourcesConfig: { predeclared: true }, delivery, ...spec },
})
const container = {
  image: 'dev.local/auditflow/one:0.1.0',
  resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '1m', memory: '1Mi' } },
  securityContext: {
    runAsNonRoot: true,
    readOnlyRootFilesystem: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  },
}
const numbers = { scale: 1 } as unknown as Record<string, string>
const service = (changed: object = {}, pod: object = {}, metadata: object = {}): Resource => ({
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'one' },
  spec: {
    template: {
      metadata,
      spec: {
        serviceAccountName: 'one',
        automountServiceAccountToken: false,
        containers: [{ ...container, ...changed }],
        ...pod,
      },
    },
  },
})
const insecure = (changed: object) => service({ securityContext: { ...container.securityContext, ...changed } })

describe('the lint of manifests', () => {
  it.each([trigger({}), source({}), service()])('has nothing against a sound $kind', (resource) => {
    expect(lint(resource)).toEqual([])
  })

  it.each<[string, Resource, string]>([
    ['filters', trigger({ filters: [{ exact: { type: 'a' } }] }), 'filters: '],
    ['an empty filter', trigger({ filter: { attributes: { type: '' } } }), 'filter.attributes: '],
    ['no dead letter sink', trigger({ delivery: { ...delivery, deadLetterSink: undefined } }), 'deadLetterSink: '],
    ['no timeout', trigger({ delivery: { ...delivery, timeout: undefined } }), 'timeout: '],
    ['no delivery at all', source({ delivery: undefined }), 'delivery.retry: '],
    ['a delay of Go’s', source({ delivery: { ...delivery, backoffDelay: '1s' } }), 'not of ISO 8601'],
    ['a delay of two decimals', source({ delivery: { ...delivery, backoffDelay: 'PT0.25S' } }), 'not of ISO 8601'],
    ['a delay of nothing', source({ delivery: { ...delivery, backoffDelay: 'PT0.0S' } }), 'shorter than 100 ms'],
    ['retries without end', source({ delivery: { ...delivery, retry: 20 } }), 'longer than RabbitMQ waits'],
    ['retries that end too soon', source({ delivery: { ...delivery, retry: 8 } }), 'within an outage'],
    ['a field of former sources', source({ exchangeConfig: {} }), 'exchangeConfig: '],
    ['an extension with a hyphen', { ...source({ ceOverrides: { extensions: { 'a-b': '' } } }) }, 'a-b: no name'],
    ['a queue of the source’s own', source({ rabbitmqResourcesConfig: { queueName: 'a' } }), 'predeclared: '],
    ['a sink that loses', source({ sink: { uri: 'http://gateway:8080/async-function/one' } }), 'async-function'],
    ['a ref to the gateway', source({ sink: { ref: { name: 'gateway' } } }), 'port 80'],
    ['a broker without a namespace', { ...trigger({ config: {} }), kind: 'Broker' }, 'config.namespace: '],
    ['seconds in a schedule', { ...source({ schedule: '0 * * * * *' }), kind: 'PingSource' }, 'schedule: '],
    ['an interval as schedule', { ...source({ schedule: '@every 1m' }), kind: 'PingSource' }, 'schedule: '],
    ['a name that gets too long', { ...trigger({}), metadata: { name: 'a'.repeat(50) } }, 'is longer than 63'],
    ['a name that DNS has not', { ...trigger({}), metadata: { name: 'one_two' } }, 'name: not of DNS'],
    ['a number as annotation', { ...trigger({}), metadata: { name: 'one', annotations: numbers } }, 'scale: no text'],
    ['one in a template', service({}, {}, { annotations: numbers }), 'scale: no text'],
    ['the latest image', service({ image: 'dev.local/auditflow/one:latest' }), 'no version'],
    ['an image without tag', service({ image: 'localhost:5000/one' }), 'no version'],
    ['a port of the sidecar', service({ ports: [{ containerPort: 9090 }] }), "is the sidecar's"],
    ['no limits', service({ resources: { requests: { cpu: 1, memory: 1 } } }), 'has no limits of memory'],
    ['a root to write to', insecure({ readOnlyRootFilesystem: false }), 'may write'],
    ['root', insecure({ runAsNonRoot: undefined }), 'may run as root'],
    ['a token', service({}, { automountServiceAccountToken: true }), 'mounts a token'],
    ['the default account', service({}, { serviceAccountName: undefined }), 'no service account'],
  ])('refuses %s', (_, resource, fault) => {
    expect(lint(resource).join('\n')).toContain(fault)
  })
})

describe('the secrets of a resource', () => {
  it.each<[string, object]>([
    ['a volume', { template: { spec: { volumes: [{ name: 'v', secret: { secretName: 'one' } }] } } }],
    [
      'a projected volume',
      { template: { spec: { volumes: [{ projected: { sources: [{ secret: { name: 'one' } }] } }] } } },
    ],
    [
      'a variable',
      { template: { spec: { containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'one' } } }] }] } } },
    ],
    ['all variables', { template: { spec: { containers: [{ envFrom: [{ secretRef: { name: 'one' } }] }] } } }],
    ['a connection', { rabbitmqClusterReference: { connectionSecret: { name: 'one' } } }],
  ])('are found in %s', (_, spec) => {
    expect(secretsOf({ ...trigger({}), spec: spec as Record<string, unknown> })).toEqual(['one'])
  })

  it('are none where a name is anything else’s', () => {
    expect(secretsOf(service())).toEqual([])
  })
})
