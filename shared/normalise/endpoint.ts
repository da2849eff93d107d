import type { Json } from '../events/audit-event.ts'
import { name } from './record.ts'

export type Endpoint = { ip?: string; hostname?: string }

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^(?:${OCTET}\\.){3}${OCTET}$`)
const IPV4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/
const BRACKETED = /^\[([0-9a-fA-F:.]+)\](?::\d{1,5})?$/
const HEXTET = /^[0-9a-fA-F]{1,4}$/

/** Where a request came from: an address with its port taken off, or a name such as `cloudformation.amazonaws.com`. */
export function endpoint(value: Json | undefined): Endpoint {
  const text = name(value)?.trim()
  if (text === undefined) return {}
  const address = IPV4_WITH_PORT.exec(text)?.[1] ?? BRACKETED.exec(text)?.[1] ?? text
  if (isIp(address)) return { ip: canonicalIp(address) }
  return /[a-z0-9]/i.test(text) ? { hostname: text } : {}
}

/** One spelling for each IPv6 address (RFC 5952), so that equal ones are equal texts; an embedded IPv4 address is left. */
function canonicalIp(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  return new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/** Whether the text is an IPv4 or IPv6 address (RFC 4291, section 2.2), without zone or prefix length. */
export function isIp(text: string): boolean {
  return IPV4.test(text) || isIpv6(text)
}

function isIpv6(text: string): boolean {
  const halves = text.split('::')
  if (!text.includes(':') || halves.length > 2 || text.length > 45) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const embedded = last?.includes('.') === true
  if (embedded && (last === undefined || !IPV4.test(last) || text.endsWith('::'))) return false
  if (!(embedded ? groups.slice(0, -1) : groups).every((group) => HEXTET.test(group))) return false
  const length = groups.length + (embedded ? 1 : 0)
  return halves.length === 2 ? length <= 7 : length === 8
}
