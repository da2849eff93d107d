import { describe, expect, it } from 'vitest'
import { knownUrl, newUrl } from './public-url.ts'
import type { Secrets } from './secrets.ts'
import { optionsOf, scripted } from './testing.ts'

const having = (url?: string): Secrets => ({
  'notification-service': url === undefined ? {} : { AUDITFLOW_PUBLIC_URL: url },
})
const DOMAIN = '--domain=audit.example'
const CLUSTER = 'http://event-audit-dashboard.auditflow.audit.example'

describe('where links in messages lead', () => {
  it.each([
    [[], undefined, undefined],
    [[], 'https://before.example', 'https://before.example'],
    [['--public-url=https://a.example'], 'https://before.example', 'https://a.example'],
    [['--serve=openfaas', '--gateway=http://g:8080'], undefined, 'http://g:8080/function/event-audit-dashboard'],
    [['--serve=openfaas'], 'https://before.example', 'https://before.example'],
  ])('is known beforehand with %j and %s: %s', (args, before, url) => {
    expect(knownUrl(optionsOf(...args), having(before))).toBe(url)
  })

  it.each([
    [[], undefined, CLUSTER],
    [[DOMAIN], 'http://old.example', CLUSTER],
    [[DOMAIN], CLUSTER, undefined],
    [[], 'https://ingress.example', undefined],
    [[DOMAIN, '--public-url=https://a.example'], 'https://a.example', undefined],
    [['--serve=openfaas', DOMAIN], 'http://g:8080/function/event-audit-dashboard', undefined],
  ])('is found out with %j and %s: %s', async (args, before, url) => {
    const service = JSON.stringify({ metadata: {}, status: { url: CLUSTER } })
    const { kubectl } = scripted({ 'services.serving.knative.dev/event-audit-dashboard': { stdout: service } })
    expect(await newUrl(kubectl, optionsOf(...args), having(before))).toBe(url)
  })
})
