import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readYamlFolder } from '../../test/helpers/manifests.ts'
import { GIVEN, givenSettings, readGiven } from './given-files.ts'
import { optionsOf } from './testing.ts'

const ROUTING = `route: { receiver: ops }
receivers:
  - name: ops
    standard_webhook_configs: [{ url_file: webhook-url, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }]
`
const TEXTS = {
  'routing.yaml': ROUTING,
  'webhook-url': 'https://hooks.example/secret\n',
  'inside.yaml': ROUTING.replace('url_file: webhook-url', 'url: "https://hooks.example/x"'),
  'elsewhere.yaml': ROUTING.replace('webhook-url', '/etc/webhook-url'),
  'bad.yaml': ROUTING.replace('receiver: ops', 'receiver: nobody'),
  'expected.yaml': '- { name: Trail, within: 1h, product: aws }\n',
  'bad-expected.yaml': '- { name: Trail, within: soon }\n',
}
let files: string
beforeAll(() => {
  files = mkdtempSync(join(tmpdir(), 'given-'))
  for (const [name, text] of Object.entries(TEXTS)) writeFileSync(join(files, name), text)
})
afterAll(() => rmSync(files, { recursive: true }))

const read = (...args: string[]) => readGiven(optionsOf(...args.map((arg) => arg.replace('=', `=${files}/`))))

describe('a file that is given', () => {
  it('becomes a secret, with what it names beside it', async () => {
    expect(await read('--routing=routing.yaml', '--expected=expected.yaml')).toEqual({
      'notification-routing': {
        'routing.yaml': ROUTING,
        'webhook-url': 'https://hooks.example/secret\n',
      },
      'expected-sources': { 'expected.yaml': '- { name: Trail, within: 1h, product: aws }\n' },
    })
    expect(await readGiven(optionsOf())).toEqual({})
  })

  it.each([
    ['with a fault', '--routing=bad.yaml', /--routing \S+bad\.yaml: line 1: route\.receiver: .*nobody/],
    ['that is not there', '--routing=none.yaml', /none\.yaml: can't be read \(ENOENT\)/],
    ['that names one elsewhere', '--routing=elsewhere.yaml', /line 4: .*must lie beside the routing file/],
    ['of sources with a fault', '--expected=bad-expected.yaml', /bad-expected\.yaml:1: "Trail": "within" must be/],
  ])('%s is refused', async (_, option, reason) => {
    await expect(read(option)).rejects.toThrow(reason)
  })

  it('is one file for OpenFaaS', async () => {
    const openFaas = (file: string) => readGiven({ ...optionsOf('--serve=openfaas'), routing: join(files, file) })
    await expect(openFaas('routing.yaml')).rejects.toThrow(/names webhook-url, but OpenFaaS mounts one file/)
    expect(Object.keys(await openFaas('inside.yaml'))).toEqual(['notification-routing'])
  })

  it('is named to its program while its secret is there', () => {
    const existing = { 'notification-routing': { 'routing.yaml': 'route: {}' } }
    expect(givenSettings('notification-service', existing)).toEqual({
      AUDITFLOW_ROUTING: '/var/run/secrets/auditflow-routing/routing.yaml',
    })
    expect(givenSettings('audit-log-analysis', existing)).toEqual({})
  })
})

type Service = {
  spec: {
    template: {
      spec: {
        containers: [{ volumeMounts: { name: string; mountPath: string }[] }]
        volumes: { name: string; secret: { secretName: string; optional?: boolean } }[]
      }
    }
  }
}

it.each(GIVEN)(
  'the manifests mount $secret for $program, be it there or not',
  async ({ program, secret, folder, variable }) => {
    const service = readYamlFolder('knative/base/services').find(({ file }) => file === `${program}.yaml`)?.doc
    const { containers, volumes } = (service as unknown as Service).spec.template.spec
    const volume = volumes.find((one) => one.secret.secretName === secret)
    expect(volume?.secret.optional).toBe(true)
    expect(containers[0].volumeMounts).toContainEqual({ name: volume?.name, mountPath: folder, readOnly: true })
    const { settings } = (await import(`../../functions/${program}/config.ts`)) as { settings: object }
    expect(Object.keys(settings)).toContain(variable)
  },
)
