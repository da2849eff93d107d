import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { HttpAnswer } from '../notify/answers/http-answer.ts'
import { bodyText, type OutgoingRequest, reveal } from '../notify/formats/outgoing.ts'
import { checkedAddresses, type Egress } from './egress.ts'

const MAX_ANSWER_BYTES = 64 * 1024

/**
 * Makes one request on a connection of its own, to an address that was checked. Redirects are not followed. Of the answer's
 * body at most 64 KiB are read, and none unless `wantsBody`.
 * @throws whatever hinders it: EgressForbidden, errors of DNS, TCP, TLS, HTTP, and a TimeoutError when the signal aborts
 */
export async function sendRequest(
  outgoing: OutgoingRequest,
  { egress, signal, wantsBody }: { egress: Egress; signal: AbortSignal; wantsBody: boolean },
): Promise<HttpAnswer> {
  const url = new URL(outgoing.url.map(reveal).join(''))
  const addresses = await unlessAborted(signal, checkedAddresses(url.hostname, egress))
  const lookup: LookupFunction = (_, options, done) => {
    if (options.all === true) done(null, [...addresses])
    else done(null, addresses[0]!.address, addresses[0]!.family)
  }
  const body = Buffer.from(bodyText(outgoing.body))
  const headers = {
    'user-agent': 'AuditFlow',
    'accept-encoding': 'identity',
    ...Object.fromEntries(Object.entries(outgoing.headers).map(([name, piece]) => [name, reveal(piece)])),
    'content-length': body.length,
  }
  const begin = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = begin(url, { method: outgoing.method, headers, lookup, agent: false, signal }, (response) => {
      read(response, wantsBody).then(
        (text) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        reject,
      )
    })
    request.on('error', (fault) => reject(signal.aborted ? signal.reason : fault))
    request.end(body)
  })
}

async function read(response: IncomingMessage, wantsBody: boolean): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  if (wantsBody)
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= MAX_ANSWER_BYTES) break
    }
  // What else the receiver writes is neither needed nor safe to keep.
  response.destroy()
  return Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8')
}

/** A look-up can't be called off; what it says after the time is up no longer counts. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    promise.then(resolve, reject)
  })
}
