import { lookup } from 'node:dns/promises'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { isPublicAddress } from '../../../shared/notify/public-address.ts'

const PORT = 443
const TIMEOUT_MS = 2_000
const MAX_BYTES = 64 * 1024

export type Fetched = { status: number; body: Buffer }

/** Fetches what a sender names. `hosts` is a pattern from start to end, of names that belong to whom we ask. */
export type Egress = (url: URL, hosts: RegExp) => Promise<Fetched>

/** A request that is not made, whoever asks for it. */
export class EgressForbidden extends Error {
  override readonly name = 'EgressForbidden'
}

/** How names are resolved and connections made; tests put their own server here. */
export type Transport = {
  /** Every address of a name. */
  resolve(host: string): Promise<readonly string[]>
  /** A TLS connection to the address, with the name that its certificate must have. */
  connect(address: string, host: string): TLSSocket
}

const internet: Transport = {
  resolve: async (host) => (await lookup(host, { all: true, order: 'ipv4first' })).map(({ address }) => address),
  connect: (address, host) => connectTls({ host: address, port: PORT, servername: host }),
}

/**
 * A GET that can't be turned against the network it is made from: https on port 443, to an allowed host, without
 * credentials, to the very address that was looked at, and only if every address of the name is public. Redirects are
 * not followed. Takes at most 2 s and 64 KiB.
 * @throws EgressForbidden when it must not be made, Error when it fails
 */
export async function fetchPinned(url: URL, hosts: RegExp, transport = internet): Promise<Fetched> {
  const fault = faultOf(url, hosts)
  if (fault !== undefined) throw new EgressForbidden(fault)
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  try {
    const addresses = await until(signal, transport.resolve(url.hostname))
    const [address] = addresses
    if (address === undefined) throw new Error('the name has no address')
    if (!addresses.every(isPublicAddress)) throw new EgressForbidden('the name has an address that is not public')
    return await get(url, () => transport.connect(address, url.hostname), signal)
  } catch (fault) {
    if (signal.aborted) throw new Error(`no answer within ${TIMEOUT_MS} ms`)
    throw fault
  }
}

function faultOf({ protocol, port, username, password, hostname }: URL, hosts: RegExp): string | undefined {
  if (protocol !== 'https:') return 'not https'
  if (port !== '') return 'not port 443'
  if (username !== '' || password !== '') return 'it has credentials'
  return hosts.test(hostname) ? undefined : 'the host is not allowed'
}

function get(url: URL, createConnection: () => TLSSocket, signal: AbortSignal): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const headers = { host: url.hostname, accept: '*/*', 'accept-encoding': 'identity', 'user-agent': 'AuditFlow' }
    const path = url.pathname + url.search
    const outgoing = request({ host: url.hostname, path, headers, createConnection, signal }, (response) => {
      collect(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

async function collect(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    // Leaving the loop by a throw destroys the response and its connection.
    if (size > MAX_BYTES) throw new Error(`the answer is larger than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/** A look-up can't be called off; what it says after the time is up no longer counts. */
function until<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}
