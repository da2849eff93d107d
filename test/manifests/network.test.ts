import { beforeAll, describe, expect, it } from 'vitest'
import { HAS_KUBECTL, kustomize, type Resource } from '../helpers/kustomize.ts'

type Labels = { matchLabels?: Record<string, string>; matchExpressions?: { key: string; values: string[] }[] }
type Peer = { podSelector?: Labels; namespaceSelector?: Labels; ipBlock?: { cidr: string; except?: string[] } }
type Rule = { from?: Peer[]; to?: Peer[]; ports: { port: number; protocol?: string }[] }
type Policy = { podSelector: Labels; policyTypes: string[]; ingress?: Rule[]; egress?: Rule[] }

const FUNCTIONS = [
  'audit-event-generator',
  'audit-event-webhook',
  'audit-log-analysis',
  'notification-service',
  'event-audit-dashboard',
]
/** Who may open a connection to whom: the path of an event, and what keeps it up. */
const ARROWS = [
  ...[
    'audit-event-generator',
    'audit-event-webhook',
    'audit-log-analysis',
    'connector',
    'prepare',
    'source adapter',
  ].map((from) => `${from} -> rabbitmq 5672`),
  ...['audit-log-analysis', 'notification-service', 'event-audit-dashboard', 'prepare', 'postgres-backup'].map(
    (from) => `${from} -> postgres 5432`,
  ),
  'audit-log-analysis -> redis 6379',
  'rabbitmq -> rabbitmq 4369',
  'rabbitmq -> rabbitmq 25672',
]

const names = ({ matchLabels = {}, matchExpressions = [] }: Labels): string[] => {
  if (matchLabels['eventing.knative.dev/source'] !== undefined) return ['source adapter']
  const label = matchLabels['app.kubernetes.io/name'] ?? matchLabels['kubernetes.io/metadata.name']
  return label === undefined ? matchExpressions.flatMap(({ values }) => values) : [label]
}
const isPod = ({ podSelector }: Peer) => podSelector !== undefined

describe.skipIf(!HAS_KUBECTL)('the network policies', () => {
  let policies: { name: string; spec: Policy }[]
  beforeAll(async () => {
    policies = (await kustomize('infra/network/arrows')).map(({ metadata, spec }: Resource) => ({
      name: metadata.name,
      spec: spec as unknown as Policy,
    }))
  })

  /** Of one direction, between pods of ours. */
  const arrows = (direction: 'ingress' | 'egress') =>
    policies.flatMap(({ spec }) =>
      (spec[direction] ?? []).flatMap(({ from, to, ports }) =>
        names(spec.podSelector).flatMap((own) =>
          (from ?? to ?? [])
            .filter(isPod)
            .flatMap(({ podSelector }) =>
              names(podSelector ?? {}).flatMap((other) =>
                ports.map(({ port }) =>
                  direction === 'ingress' ? `${other} -> ${own} ${port}` : `${own} -> ${other} ${port}`,
                ),
              ),
            ),
        ),
      ),
    )

  it('close every pod to begin with, in and out', () => {
    const closed = policies.find(({ name }) => name === 'closed')?.spec
    expect(closed).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
  })

  it.each(['ingress', 'egress'] as const)('open the arrows of the path and no other: %s', (direction) => {
    expect(arrows(direction).sort()).toEqual([...ARROWS].sort())
  })

  it('let requests to functions come from the ingress and Knative alone', () => {
    const rules = policies.filter(({ spec }) => names(spec.podSelector).some((name) => FUNCTIONS.includes(name)))
    const from = rules.flatMap(({ spec }) => (spec.ingress ?? []).flatMap((rule) => rule.from ?? []))
    expect(from.flatMap(({ namespaceSelector }) => names(namespaceSelector ?? {})).sort()).toEqual([
      'knative-serving',
      'kourier-system',
    ])
  })

  it('let only the webhook and the notifications out, and not into private networks', () => {
    const out = policies.flatMap(({ name, spec }) =>
      (spec.egress ?? []).flatMap(({ to = [], ports }) =>
        to.flatMap(({ ipBlock }) => (ipBlock === undefined ? [] : [{ name, except: ipBlock.except ?? [], ports }])),
      ),
    )
    const functions = out.filter(({ name }) => FUNCTIONS.includes(name))
    expect(functions.map(({ name }) => name).sort()).toEqual(['audit-event-webhook', 'notification-service'])
    for (const { except, ports } of functions) {
      expect(except).toEqual(
        expect.arrayContaining(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16']),
      )
      expect(ports).toEqual([{ port: 443 }])
    }
    expect(out.filter(({ name }) => !FUNCTIONS.includes(name)).map(({ name }) => name)).toEqual(['rabbitmq'])
  })
})
