import ipaddr from 'ipaddr.js'
import { RuleFault } from './fault.ts'

const LONGEST_ADDRESS = 64
/** What stands before an IPv4 address that is written as IPv6. */
const MAPPED_BITS = 96

/**
 * Compiles a network in CIDR notation, IPv4 or IPv6. An IPv4 address written as IPv6 (`::ffff:10.0.0.1`) is the IPv4
 * address. Text that is no address is in no network. Throws `RuleFault` for a value that is no network.
 */
export function compileNetwork(value: string): (text: string) => boolean {
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(value) && (value.includes('%') || !ipaddr.IPv6.isValidCIDR(value)))
    throw new RuleFault(`"${value}" is no network in CIDR notation`, 'write it as 10.0.0.0/8 or 2001:db8::/32')
  const [written, length] = ipaddr.parseCIDR(value)
  refuseHost(value, written, length)
  const isMapped = written instanceof ipaddr.IPv6 && written.isIPv4MappedAddress() && length >= MAPPED_BITS
  const [network, bits] = isMapped ? [written.toIPv4Address(), length - MAPPED_BITS] : [written, length]
  return (text) => {
    const address = parseAddress(text)
    return address !== undefined && address.kind() === network.kind() && address.match(network, bits)
  }
}

/** An address with bits beyond the network's: whether its author meant the address or the network is open. */
function refuseHost(value: string, network: ipaddr.IPv4 | ipaddr.IPv6, bits: number): void {
  const first =
    network instanceof ipaddr.IPv4
      ? ipaddr.IPv4.networkAddressFromCIDR(value)
      : ipaddr.IPv6.networkAddressFromCIDR(value)
  if (first.toString() === network.toString()) return
  throw new RuleFault(
    `"${value}" is an address within a network`,
    `write ${first}/${bits}, or ${network}/${network.kind() === 'ipv4' ? 32 : 128}`,
  )
}

/** Four decimal parts only for IPv4: the short and octal forms that C libraries take are not what a log means. */
function parseAddress(text: string): ReturnType<typeof ipaddr.process> | undefined {
  if (text.length > LONGEST_ADDRESS) return undefined
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text) ? ipaddr.process(text) : undefined
}
