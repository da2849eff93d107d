import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { JSON_TYPE, NOW, SECRETS, send, TOKEN } from '../test-requests.ts'
import { makeCertificate } from '../testing/make-certificate.ts'

const ours = makeCertificate('api-server', NOW, NOW + 1_000).pem
const another = makeCertificate('api-server', NOW, NOW + 1_000).pem
const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256
const plain = (pem: string) => fingerprint(pem).replaceAll(':', '').toLowerCase()
const SUBJECT = 'CN=kube-apiserver,O=ops, inc'
const clientCertificates = {
  header: 'ssl-client',
  accepted: [plain(another).toUpperCase(), fingerprint(ours), SUBJECT],
}

async function statusOf(value: string | undefined, configured: object = { clientCertificates }, more: object = {}) {
  const headers = { ...JSON_TYPE, ...(value !== undefined && { 'ssl-client': value }), ...more }
  const ports = { secrets: { ...SECRETS, ...configured } }
  return (await send('/sources/kubernetes', { body: '{"verb":"get"}', headers, ports })).status
}

describe('a client certificate that the ingress has verified', () => {
  it.each([
    ['its fingerprint', fingerprint(ours)],
    ['its fingerprint without colons', plain(ours)],
    ['its fingerprint with the name of the hash', `SHA256:${plain(ours)}`],
    ['another one while one replaces the other', plain(another)],
    ['its subject', SUBJECT],
    ['itself in PEM, percent-encoded', encodeURIComponent(ours)],
    ['itself in PEM, in one line', ours.replaceAll('\n', ' ')],
    ['the hash that Envoy forwards', `By=spiffe://a;Hash=${plain(ours)};Subject="CN=x,O=y";URI=spiffe://b`],
    ['the subject that Envoy forwards', `Hash=00;Subject="${SUBJECT}"`],
  ])('lets in by %s', async (_, value) => {
    expect(await statusOf(value)).toBe(202)
  })

  it.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another fingerprint', plain(ours).replace(/^../, '00')],
    ['half a fingerprint', plain(ours).slice(32)],
    ['half a subject', 'CN=kube-apiserver'],
    ['a subject in other letters', SUBJECT.toLowerCase()],
    ['another certificate', encodeURIComponent(makeCertificate('api-server', NOW, NOW + 1_000).pem)],
    [
      'no certificate',
      encodeURIComponent(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(400)}\n-----END CERTIFICATE-----`),
    ],
    ['broken encoding', '%2D----BEGIN%20CERTIFICATE%'],
    ['a subject that looks like what Envoy forwards', `CN=a;Hash=${plain(ours)}`],
    ['a subject that ends its quotes', `Hash=00;Subject="CN=\\";Hash=${plain(ours)};X="`],
    ['several hops, the first of them ours', `Hash=${plain(ours)};By=a,Hash=00`],
    ['several hops', `Hash=${plain(ours)},Hash=${plain(ours)}`],
  ])('does not let in by %s', async (_, value) => {
    expect(await statusOf(value)).toBe(401)
  })

  it('counts for nothing where it is not configured, and takes nothing from a token', async () => {
    expect(await statusOf(SUBJECT, {})).toBe(401)
    expect(await statusOf('CN=nobody', undefined, TOKEN)).toBe(202)
  })
})
