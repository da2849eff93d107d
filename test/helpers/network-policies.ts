import { BlockList, isIPv6 } from 'node:net'
import * as z from 'zod/mini'

const labelsSchema = z.record(z.string(), z.string())
const selectorSchema = z.strictObject({
  matchLabels: z.optional(labelsSchema),
  matchExpressions: z.optional(
    z.array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) })),
  ),
})
const peerSchema = z.strictObject({
  podSelector: z.optional(selectorSchema),
  namespaceSelector: z.optional(selectorSchema),
  ipBlock: z.optional(z.strictObject({ cidr: z.string(), except: z.optional(z.array(z.string())) })),
})
const portsSchema = z.array(z.strictObject({ protocol: z.enum(['TCP', 'UDP']), port: z.number() }))
const policySchema = z.object({
  metadata: z.object({ name: z.string(), namespace: z.string() }),
  spec: z.strictObject({
    podSelector: selectorSchema,
    policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
    ingress: z.optional(z.array(z.strictObject({ from: z.optional(z.array(peerSchema)), ports: portsSchema }))),
    egress: z.optional(z.array(z.strictObject({ to: z.optional(z.array(peerSchema)), ports: portsSchema }))),
  }),
})

export type Policy = z.infer<typeof policySchema>
/** Something with an address; without a namespace it is no pod. */
export type Place = { name: string; namespace?: string; labels?: Record<string, string>; ip: string }
export type Port = { protocol: 'TCP' | 'UDP'; port: number }

/** @throws when a policy has anything that `allows` does not understand */
export const parsePolicy = (doc: unknown): Policy => policySchema.parse(doc)

/** Whether a connection passes, as the API's reference says: what a policy selects may only what some policy lets. */
export function allows(policies: readonly Policy[], from: Place, to: Place, port: Port): boolean {
  return passes(policies, 'Egress', from, to, port) && passes(policies, 'Ingress', to, from, port)
}

function passes(
  policies: readonly Policy[],
  type: 'Ingress' | 'Egress',
  subject: Place,
  other: Place,
  port: Port,
): boolean {
  const own = policies.filter(
    ({ metadata, spec }) =>
      metadata.namespace === subject.namespace &&
      spec.policyTypes.includes(type) &&
      fits(spec.podSelector, subject.labels),
  )
  if (own.length === 0) return true
  return own.some(({ metadata, spec }) => {
    const rules =
      type === 'Ingress'
        ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
        : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
    return rules.some(
      ({ peers, ports }) =>
        ports.some((one) => one.port === port.port && one.protocol === port.protocol) &&
        (peers?.some((peer) => isPeer(peer, metadata.namespace, other)) ?? true),
    )
  })
}

function isPeer(peer: z.infer<typeof peerSchema>, namespace: string, place: Place): boolean {
  if (peer.ipBlock !== undefined) {
    const { cidr, except = [] } = peer.ipBlock
    return within(cidr, place.ip) && !except.some((part) => within(part, place.ip))
  }
  if (place.namespace === undefined) return false
  const inNamespace =
    peer.namespaceSelector === undefined
      ? place.namespace === namespace
      : fits(peer.namespaceSelector, { 'kubernetes.io/metadata.name': place.namespace })
  return inNamespace && fits(peer.podSelector ?? {}, place.labels)
}

function fits(selector: z.infer<typeof selectorSchema>, labels: Record<string, string> = {}): boolean {
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
    (selector.matchExpressions ?? []).every(({ key, values }) => values.includes(labels[key] ?? ''))
  )
}

function within(cidr: string, ip: string): boolean {
  const [network = '', bits] = cidr.split('/')
  const family = isIPv6(network) ? 'ipv6' : 'ipv4'
  if (isIPv6(ip) !== isIPv6(network)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(ip, family)
}
