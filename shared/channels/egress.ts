import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type EgressAllow, mayConnect } from '../notify/egress-allow.ts'

/** Every address of a name. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>

/** Where connections may go, and how names are resolved; tests put their own names here. */
export type Egress = { allow: EgressAllow; resolve: Resolve }

/** A connection that is not made. Its message holds a host and an address, nothing secret. */
export class EgressForbidden extends Error {
  override readonly name = 'EgressForbidden'
}

export const resolveName: Resolve = (host) => lookup(host, { all: true, order: 'ipv4first' })

/**
 * The addresses that a connection to this host is made to: those that were looked at, whatever the name means later.
 * @throws EgressForbidden when any of them is neither public nor allowed
 */
export async function checkedAddresses(host: string, { allow, resolve }: Egress): Promise<readonly LookupAddress[]> {
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  const family = isIP(bare)
  const addresses = family === 0 ? await resolve(bare) : [{ address: bare, family }]
  if (addresses.length === 0) throw new Error('the name has no address')
  const bad = addresses.find(({ address }) => !mayConnect(allow, bare, address))
  if (bad === undefined) return addresses
  const whose = bad.address === bare ? 'is' : `means ${bad.address},`
  throw new EgressForbidden(`${whose} no public address, and AUDITFLOW_EGRESS_ALLOW doesn't name it`)
}
