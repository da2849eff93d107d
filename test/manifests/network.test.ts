import { describe, expect, it } from 'vitest'
import { readYamlFolder } from '../helpers/manifests.ts'
import { allows, type Place, type Port, parsePolicy } from '../helpers/network-policies.ts'

const named = (label: string, namespace: string, names: string[], ip = '10.42.0.9'): Place[] =>
  names.map((name) => ({ name, namespace, labels: { [label]: name }, ip }))

const FUNCTIONS = [
  'audit-event-generator',
  'audit-event-webhook',
  'audit-log-analysis',
  'notification-service',
  'event-audit-dashboard',
]
const ALWAYS_ON = ['postgres', 'postgres-backup', 'postgres-restore', 'rabbitmq', 'redis', 'prepare', 'connector']
const OURS = named('app.kubernetes.io/name', 'auditflow', [...FUNCTIONS, ...ALWAYS_ON])
const SOURCE: Place = {
  name: 'rabbitmq-source',
  namespace: 'auditflow',
  labels: { 'eventing.knative.dev/source': 'rabbitmq-source-controller' },
  ip: '10.42.0.9',
}
const DISPATCHERS = ['dispatcher', 'dispatcher-dlq']
const BROKER = named('eventing.knative.dev/brokerRole', 'auditflow', ['ingress', ...DISPATCHERS])
const STRANGER: Place = { name: 'stranger', namespace: 'auditflow', labels: {}, ip: '10.42.0.9' }
const podIn = (namespace: string, labels = {}): Place => ({ name: namespace, namespace, labels, ip: '10.42.0.9' })
const AROUND: Place[] = [
  ...['kourier-system', 'knative-serving', 'rabbitmq-system', 'monitoring', 'openfaas', 'default'].map((name) =>
    podIn(name),
  ),
  { ...podIn('kube-system', { 'k8s-app': 'kube-dns' }), name: 'dns' },
  { name: 'internet', ip: '203.0.113.7' },
  { name: 'internet6', ip: '2001:db8::7' },
  { name: 'lan', ip: '192.168.1.7' },
  { name: 'metadata', ip: '169.254.169.254' },
]
const PORTS = [53, 80, 443, 465, 587, 4369, 5432, 5672, 6379, 6443, 8012, 8013, 8080, 8081, 9090, 15672, 15692, 25672]
const TRIED: Port[] = [{ protocol: 'UDP', port: 53 }, ...PORTS.map((port) => ({ protocol: 'TCP' as const, port }))]

/** Every connection that passes, as `from > to:port`; those of names apart, since all may ask. */
function passing(folders: string[], places: Place[], watched: string): string[] {
  const policies = folders
    .flatMap((folder) => readYamlFolder(`infra/${folder}`))
    .filter(({ doc }) => doc.kind === 'NetworkPolicy')
    .map(({ doc }) => parsePolicy({ ...doc, metadata: { namespace: 'auditflow', ...doc.metadata } }))
  const concerns = (place: Place) => place.namespace === watched
  return places.flatMap((from) =>
    places
      .filter((to) => from !== to && (concerns(from) || concerns(to)))
      .flatMap((to) =>
        TRIED.filter((port) => allows(policies, from, to, port)).map(
          ({ protocol, port }) => `${from.name} > ${to.name}:${port}${protocol === 'UDP' ? '/udp' : ''}`,
        ),
      ),
  )
}
const arrows = (from: string[], to: string[], ports: number[]) =>
  from.flatMap((one) => to.flatMap((other) => ports.map((port) => `${one} > ${other}:${port}`)))
const names = (places: string[]) => places.flatMap((place) => [`${place} > dns:53`, `${place} > dns:53/udp`])
const outside = ['internet', 'internet6']
const users = {
  postgres: ['audit-log-analysis', 'notification-service', 'event-audit-dashboard'],
  rabbitmq: ['audit-event-generator', 'audit-event-webhook', 'audit-log-analysis', 'notification-service'],
}

describe('infra/network', () => {
  it('lets pass what the design draws, and nothing else', () => {
    const inside = [...OURS, SOURCE, ...BROKER, STRANGER]
    const carriers = ['connector', 'rabbitmq-source', ...DISPATCHERS]
    const table = [
      ...names(inside.map(({ name }) => name)),
      ...arrows([...users.postgres, 'prepare', 'postgres-backup', 'postgres-restore'], ['postgres'], [5432]),
      ...arrows([...users.rabbitmq, 'prepare', ...carriers, 'ingress'], ['rabbitmq'], [5672]),
      ...arrows(['audit-log-analysis'], ['redis'], [6379]),
      ...arrows(['kourier-system'], FUNCTIONS, [8012, 8013]),
      ...arrows(['knative-serving'], FUNCTIONS, [8012, 8013, 9090]),
      ...arrows(['rabbitmq-source', ...DISPATCHERS], ['ingress'], [8080]),
      ...arrows(carriers, ['kourier-system'], [8081]),
      ...arrows(carriers, ['knative-serving'], [8012, 8013]),
      ...arrows(['notification-service'], outside, [443, 465, 587]),
      ...arrows(['audit-event-webhook'], outside, [443]),
      ...arrows(['rabbitmq-system'], ['rabbitmq'], [15672]),
      ...arrows(['monitoring'], ['rabbitmq'], [15692]),
      ...arrows(['monitoring'], ['connector'], [8080]),
    ]
    expect(passing(['network/base'], [...inside, ...AROUND], 'auditflow').sort()).toEqual(table.sort())
  })

  it('lets the nodes of RabbitMQ talk among themselves', () => {
    const [one, other] = ['one', 'other'].map((name) => ({ ...OURS.find((place) => place.name === 'rabbitmq')!, name }))
    const between = passing(['network/base'], [one!, other!], 'auditflow').filter((arrow) => arrow.startsWith('one'))
    expect(between).toEqual(arrows(['one'], ['other'], [4369, 25672]))
  })
})

describe('infra/overlays/external', () => {
  it('lets those who use a data store reach it outside, and adds nothing else', () => {
    const places = [...OURS, SOURCE, STRANGER, ...AROUND.filter(({ namespace }) => namespace === undefined)]
    const before = new Set(passing(['network/base'], places, 'auditflow'))
    const added = passing(['network/base', 'overlays/external'], places, 'auditflow').filter(
      (arrow) => !before.has(arrow),
    )
    const anywhere = ['internet', 'internet6', 'lan', 'metadata']
    const table = [
      ...arrows([...users.postgres, 'prepare'], anywhere, [5432]),
      ...arrows([...users.rabbitmq, 'prepare', 'connector', 'rabbitmq-source'], anywhere, [5672]),
      ...arrows(['audit-log-analysis'], anywhere, [6379]),
    ]
    expect(added.sort()).toEqual(table.sort())
  })
})

describe('infra/network/openfaas', () => {
  it('lets pass the same for functions in openfaas-fn', () => {
    const functions = named('faas_function', 'openfaas-fn', FUNCTIONS)
    const stores = OURS.filter(({ name }) => ['postgres', 'rabbitmq', 'redis', 'connector'].includes(name))
    const table = [
      ...names(FUNCTIONS),
      ...arrows(users.postgres, ['postgres'], [5432]),
      ...arrows(users.rabbitmq, ['rabbitmq'], [5672]),
      ...arrows(['audit-log-analysis'], ['redis'], [6379]),
      ...arrows(['openfaas'], FUNCTIONS, [8080]),
      ...arrows(['notification-service'], outside, [443, 465, 587]),
      ...arrows(['audit-event-webhook'], outside, [443]),
    ]
    expect(
      passing(['network/base', 'network/openfaas'], [...functions, ...stores, ...AROUND], 'openfaas-fn').sort(),
    ).toEqual(table.sort())
    const carried = passing(['network/base', 'network/openfaas'], [...stores, podIn('openfaas')], 'openfaas')
    expect(carried.filter((arrow) => arrow.startsWith('connector'))).toEqual(
      arrows(['connector'], ['openfaas'], [8080]),
    )
  })
})
