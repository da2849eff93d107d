import { type KeyObject, X509Certificate } from 'node:crypto'
import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Clock } from '../../../shared/ports/ports.ts'
import type { Egress } from '../egress/fetch-pinned.ts'
import { SNS_HOSTS } from './sns-message.ts'
import { unauthorised } from './unauthorised.ts'

const CERTIFICATE =
  /^https:\/\/sns\.[a-z0-9-]{3,32}\.amazonaws\.com(?:\.cn)?\/SimpleNotificationService-[0-9a-zA-Z]{16,64}\.pem$/
/** A region has one certificate at a time. */
const MAX_KEPT = 32
/** Whoever asks for made-up certificates can't make us ask Amazon without end. */
const MAX_FETCHES = 10
const PER_MS = 60_000

/**
 * The key of the certificate at a `SigningCertURL`.
 * @throws Refusal 401 for any other URL and for a certificate that is not valid now, Unavailable when it can't be fetched
 */
export type SnsCertificates = (url: string) => Promise<KeyObject>

/** Fetches each certificate once. That it is Amazon's is known from the host it comes from. */
export function snsCertificates(egress: Egress, clock: Clock): SnsCertificates {
  const kept = new Map<string, Promise<X509Certificate>>()
  let fetches: number[] = []

  const fetch = async (url: URL): Promise<X509Certificate> => {
    fetches = fetches.filter((atMs) => clock() - atMs < PER_MS)
    if (fetches.length >= MAX_FETCHES) throw new Unavailable('too many certificates of Amazon SNS asked for')
    fetches.push(clock())
    const { status, body } = await egress(url, SNS_HOSTS).catch((cause: unknown) => {
      throw new Unavailable('the certificate of Amazon SNS could not be fetched', { cause })
    })
    if (status >= 500) throw new Unavailable(`the certificate of Amazon SNS could not be fetched: ${status}`)
    if (status !== 200) throw unauthorised(`SigningCertURL: answered ${status}`)
    return certificateIn(body)
  }

  return async (url) => {
    if (!CERTIFICATE.test(url)) throw unauthorised('SigningCertURL: no certificate of Amazon SNS')
    const pending = kept.get(url) ?? fetch(new URL(url))
    kept.set(url, pending)
    pending.catch(() => kept.delete(url))
    const certificate = await pending
    for (const oldest of kept.keys()) if (kept.size > MAX_KEPT) kept.delete(oldest)
    const isValidNow = Date.parse(certificate.validFrom) <= clock() && clock() <= Date.parse(certificate.validTo)
    if (!isValidNow) throw unauthorised('SigningCertURL: the certificate is not valid now')
    return certificate.publicKey
  }
}

function certificateIn(pem: Buffer): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw unauthorised('SigningCertURL: no certificate there')
  }
}
