import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificate } from '../testing/make-certificate.ts'
import { EgressForbidden, fetchPinned, type Transport } from './fetch-pinned.ts'

const HOST = 'keys.example.com'
const HOSTS = /^keys\.example\.com$/
const DAY_MS = 86_400_000
const PUBLIC = '203.0.114.7'
const certificate = makeCertificate(HOST, Date.now() - DAY_MS, Date.now() + DAY_MS)

let server: Server
let answer: (request: IncomingMessage, response: ServerResponse) => void
let asked: string[]
let connected: string[]

beforeAll(async () => {
  server = createServer({ cert: certificate.pem, key: certificate.privateKeyPem }, (request, response) => {
    asked.push(`${request.method} ${request.headers.host}${request.url}`)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
beforeEach(() => {
  asked = []
  connected = []
  answer = (_, response) => void response.end('hello')
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Connects to the server on this machine, whatever the address: what is judged is which address was asked for. */
function transport(addresses: readonly string[] = [PUBLIC], ca = certificate.pem): Transport {
  return {
    resolve: async () => addresses,
    connect: (address, host) => {
      connected.push(address)
      const { port } = server.address() as AddressInfo
      return connectTls({ host: '127.0.0.1', port, servername: host, ca })
    },
  }
}
const get = (url: string, through = transport()) => fetchPinned(new URL(url), HOSTS, through)

describe('a pinned request', () => {
  it('gives status and body, from the address that was looked at', async () => {
    const { status, body } = await get(`https://${HOST}/a?b=c`, transport([PUBLIC, '2606:4700::1']))
    expect([status, body.toString(), asked, connected]).toEqual([200, 'hello', [`GET ${HOST}/a?b=c`], [PUBLIC]])
  })

  it.each([
    ['http://keys.example.com/', 'not https'],
    ['https://keys.example.com:8443/', 'not port 443'],
    ['https://ann:secret@keys.example.com/', 'it has credentials'],
    ['https://keys.example.com.evil.example/', 'the host is not allowed'],
    ['https://169.254.169.254/', 'the host is not allowed'],
  ])('is not made to %s', async (url, reason) => {
    await expect(get(url)).rejects.toEqual(new EgressForbidden(reason))
    expect(connected).toEqual([])
  })

  it.each([
    [['127.0.0.1']],
    [['169.254.169.254']],
    [[PUBLIC, '10.0.0.1']],
    [['::ffff:127.0.0.1']],
    [['fd00:ec2::254']],
  ])('is not made when the name means %j', async (addresses) => {
    await expect(get(`https://${HOST}/`, transport(addresses))).rejects.toThrow(EgressForbidden)
    expect(connected).toEqual([])
  })

  it('fails for a name that has no address, or is not known', async () => {
    await expect(get(`https://${HOST}/`, transport([]))).rejects.toThrow('the name has no address')
    const resolve = () => Promise.reject(new Error('ENOTFOUND'))
    await expect(get(`https://${HOST}/`, { ...transport(), resolve })).rejects.toThrow('ENOTFOUND')
  })

  it('fails for a server whose certificate is of another name or of nobody known', async () => {
    const other = makeCertificate('other.example.com', Date.now() - DAY_MS, Date.now() + DAY_MS)
    await expect(get(`https://${HOST}/`, transport([PUBLIC], other.pem))).rejects.toThrow(/self-signed|certificate/)
    const elsewhere = fetchPinned(new URL('https://other.example.com/'), /^other\.example\.com$/, transport())
    await expect(elsewhere).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' })
    expect(asked).toEqual([])
  })

  it('follows no redirect', async () => {
    answer = (_, response) => void response.writeHead(302, { location: `https://${HOST}/elsewhere` }).end()
    expect((await get(`https://${HOST}/`)).status).toBe(302)
    expect(asked).toHaveLength(1)
  })

  it('takes 64 KiB and not one byte more', async () => {
    answer = (_, response) => void response.end(Buffer.alloc(65_536))
    expect((await get(`https://${HOST}/`)).body).toHaveLength(65_536)
    answer = (_, response) => void response.end(Buffer.alloc(65_537))
    await expect(get(`https://${HOST}/`)).rejects.toThrow('the answer is larger than 65536 bytes')
  })

  it('gives up after two seconds, whether name, answer or body is late', async () => {
    const started = performance.now()
    const never = new Promise<never>(() => undefined)
    answer = (request, response) => {
      if (request.url === '/slow-body') response.write('a')
    }
    await Promise.all([
      expect(get(`https://${HOST}/`, { ...transport(), resolve: () => never })).rejects.toThrow('within 2000 ms'),
      expect(get(`https://${HOST}/silent`)).rejects.toThrow('within 2000 ms'),
      expect(get(`https://${HOST}/slow-body`)).rejects.toThrow('within 2000 ms'),
    ])
    expect(performance.now() - started).toBeLessThan(3_500)
  })
})
