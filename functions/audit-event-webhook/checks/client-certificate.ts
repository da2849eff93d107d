import { X509Certificate } from 'node:crypto'
import type { Secrets } from '../ports.ts'
import { isOneOf } from './compare.ts'

/** The header in which the ingress tells of the client certificate it has verified, and the certificates accepted. */
export type ClientCertificates = { header: string; accepted: readonly string[] }

const FINGERPRINT = /^(?:sha-?256[:=/ ])?((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})$/i
const PEM = /^-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]{100,16000})-----END CERTIFICATE-----\s*$/
const ENCODED_PEM = /^(?:-|%2D){5}BEGIN(?: |%20)CERTIFICATE/i
/** One element of Envoy's X-Forwarded-Client-Cert: `By=…;Hash=…;Subject="CN=a,O=b"`. */
const FORWARDED = /(By|Hash|Cert|Chain|Subject|URI|DNS)=("(?:[^"\\]|\\.)*"|[^;,"]*)(;|$)/iy

/**
 * Whether the ingress says that the client has one of the accepted certificates. Its header holds the SHA-256
 * fingerprint, the subject, the certificate in PEM (also percent-encoded), or Envoy's X-Forwarded-Client-Cert.
 */
export function hasClientCertificate(headers: Headers, { clientCertificates }: Secrets): boolean {
  if (clientCertificates === undefined) return false
  const { header, accepted } = clientCertificates
  const known = accepted.map(comparable)
  return identities(headers.get(header) ?? '').some((identity) => isOneOf(comparable(identity), known))
}

function identities(value: string): string[] {
  const text = ENCODED_PEM.test(value) ? decoded(value) : value
  const pem = PEM.exec(text)?.[1]
  if (pem !== undefined) return fingerprintOf(pem)
  return /^(?:By|Hash|Cert|Chain|Subject|URI|DNS)=/i.test(text) ? forwarded(text) : [text]
}

/** Hash and subject. Of several hops nothing: which of them to trust is the ingress's to say. */
function forwarded(text: string): string[] {
  const found: string[] = []
  FORWARDED.lastIndex = 0
  while (FORWARDED.lastIndex < text.length) {
    const [, name = '', part = ''] = FORWARDED.exec(text) ?? []
    if (name === '') return []
    if (/^(?:hash|subject)$/i.test(name)) found.push(part.startsWith('"') ? part.slice(1, -1) : part)
  }
  return found
}

function fingerprintOf(base64: string): string[] {
  try {
    return [new X509Certificate(Buffer.from(base64, 'base64')).fingerprint256]
  } catch {
    // No certificate at all: then there is none to accept.
    return []
  }
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Fingerprints are compared without colons, prefix and case; subjects as they are. */
function comparable(identity: string): string {
  const fingerprint = FINGERPRINT.exec(identity)?.[1]
  return fingerprint === undefined ? identity : fingerprint.replaceAll(':', '').toLowerCase()
}
