import ipaddr from 'ipaddr.js'

/** The part of IPv6 that is given out for use on the Internet (RFC 4291, section 2.4). */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number]

/**
 * Whether an IP address belongs to the Internet at large: none of this machine, of a private network, of a link, of
 * documentation, translation or tunnels (https://www.iana.org/assignments/iana-ipv4-special-registry and its IPv6
 * like). What is no address in its usual form is not public.
 */
export function isPublicAddress(text: string): boolean {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text).range() === 'unicast'
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return false
  const address = ipaddr.IPv6.parse(text)
  return address.range() === 'unicast' && address.match(...GLOBAL_IPV6)
}
