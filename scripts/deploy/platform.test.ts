import { describe, expect, it } from 'vitest'
import { readOptions } from './options.ts'
import { partsFor, remedyOf } from './platform.ts'

const EXTERNAL = ['--database=postgres://u:p@db/a', '--rabbitmq=amqp://u:p@mq']
const kindsFor = (...args: string[]) => partsFor(readOptions(args, '1.0.0')).map(({ kind }) => kind)

describe('partsFor', () => {
  it('needs both operators for sources, with an external RabbitMQ too', () => {
    for (const args of [[], EXTERNAL])
      expect(kindsFor(...args)).toEqual(
        expect.arrayContaining([
          'rabbitmqclusters.rabbitmq.com',
          'queues.rabbitmq.com',
          'certificates.cert-manager.io',
        ]),
      )
  })

  it('needs no more than Knative Serving for the connector and services of your own', () => {
    expect(kindsFor('--deliver=connector', ...EXTERNAL)).toEqual(['services.serving.knative.dev'])
  })

  it('needs nothing in the cluster but OpenFaaS for OpenFaaS with the connector', () => {
    expect(kindsFor('--serve=openfaas', '--deliver=connector', ...EXTERNAL)).toEqual([])
  })

  it('installs what another part rests on before it', () => {
    const kinds = kindsFor()
    const at = (kind: string) => kinds.indexOf(kind)
    expect(at('certificates.cert-manager.io')).toBeLessThan(at('queues.rabbitmq.com'))
    expect(at('queues.rabbitmq.com')).toBeLessThan(at('rabbitmqsources.sources.knative.dev'))
    expect(at('pingsources.sources.knative.dev')).toBeLessThan(at('rabbitmqsources.sources.knative.dev'))
  })

  it('says how each part is installed, at one version', () => {
    for (const part of partsFor(readOptions([], '1.0.0')))
      expect(remedyOf(part)).toMatch(/^kubectl apply -f https:\/\/github\.com\/\S+\/v?[\w.-]*\d+\.\d+\.\d+\/\S+\.ya?ml/)
  })
})
