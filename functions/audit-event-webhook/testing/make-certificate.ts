import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

const SEQUENCE = 0x30
const SET = 0x31
const SHA256_WITH_RSA = oid('2a864886f70d01010b')
const COMMON_NAME = oid('550403')
const ALT_NAME = oid('551d11')
const DNS_NAME = 0x82

export type MadeCertificate = { pem: string; privateKey: KeyObject; privateKeyPem: string }

/** A self-signed certificate (RFC 5280) with a key of its own, for a host name and a span of time. */
export function makeCertificate(host: string, fromMs: number, toMs: number): MadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const algorithm = der(SEQUENCE, SHA256_WITH_RSA, der(0x05))
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(host)))))
  const names = der(0x04, der(SEQUENCE, der(DNS_NAME, Buffer.from(host))))
  const content = der(
    SEQUENCE,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    der(SEQUENCE, time(fromMs), time(toMs)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, ALT_NAME, names))),
  )
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey))
  const base64 = der(SEQUENCE, content, algorithm, signature).toString('base64')
  const pem = `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`
  return { pem, privateKey, privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}

/** Tag, length and value (X.690). */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const size = value.length
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), value])
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'))
}

function time(ms: number): Buffer {
  return der(0x18, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, '')}`))
}
