import ipaddr from 'ipaddr.js'
import { isPublicAddress } from './public-address.ts'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** What AUDITFLOW_EGRESS_ALLOW names beside the public addresses. */
export type EgressAllow = {
  hosts: ReadonlySet<string>
  ranges: readonly { address: Address; bits: number }[]
}

const HOST = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_][a-z0-9_-]{0,62})*\.?$/

/**
 * Reads AUDITFLOW_EGRESS_ALLOW: host names, addresses and CIDRs, separated by white space or commas.
 * @throws Error naming the word that is none of them
 */
export function parseEgressAllow(text: string): EgressAllow {
  const hosts = new Set<string>()
  const ranges: { address: Address; bits: number }[] = []
  for (const word of text.split(/[\s,]+/).filter((part) => part !== '')) {
    const range = rangeOf(word)
    if (range !== undefined) ranges.push(range)
    else if (HOST.test(word.toLowerCase()) && !/^[\d.]+$/.test(word)) hosts.add(withoutDot(word.toLowerCase()))
    else throw new Error(`${JSON.stringify(word)} is no host name, address or CIDR`)
  }
  return { hosts, ranges }
}

/** Whether a connection to this address, which this name means, may be made. */
export function mayConnect(allow: EgressAllow, host: string, address: string): boolean {
  if (isPublicAddress(address) || allow.hosts.has(withoutDot(host.toLowerCase()))) return true
  if (!ipaddr.isValid(address)) return false
  // 127.0.0.1 and ::ffff:127.0.0.1 are one address.
  const parsed = ipaddr.process(address)
  return allow.ranges.some(({ address: from, bits }) => from.kind() === parsed.kind() && inRange(parsed, from, bits))
}

function inRange(address: Address, from: Address, bits: number): boolean {
  return (address as ipaddr.IPv4).match(from as ipaddr.IPv4, bits)
}

function rangeOf(word: string): { address: Address; bits: number } | undefined {
  const bare = word.replace(/^\[(.*)\]$/, '$1')
  if (ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare)) {
    const address = ipaddr.process(bare)
    return { address, bits: address.kind() === 'ipv4' ? 32 : 128 }
  }
  if (!bare.includes('/') || !ipaddr.isValidCIDR(bare)) return undefined
  const [address, bits] = ipaddr.parseCIDR(bare)
  return { address, bits }
}

function withoutDot(host: string): string {
  return host.replace(/\.$/, '')
}
