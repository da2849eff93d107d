import { describe, expect, it } from 'vitest'
import { removeLeftOver } from './left-over.ts'
import { optionsOf, scripted } from './testing.ts'

const KINDS = 'deployments.apps\npingsources.sources.knative.dev\nrabbitmqsources.sources.knative.dev\n'
const removed = async (known: string, ...args: string[]) => {
  const { kubectl, asked } = scripted({ 'api-resources': { stdout: known } })
  await removeLeftOver(kubectl, optionsOf(...args))
  return asked.filter((line) => line.includes('delete')).map((line) => line.split(' ').slice(2, 4).join(' '))
}

describe('removing what other options left', () => {
  it('leaves one way of delivery', async () => {
    expect(await removed(KINDS)).toEqual(['deployments.apps connector'])
    expect(await removed(KINDS, '--deliver=connector')).toEqual([
      'rabbitmqsources.sources.knative.dev --selector=app.kubernetes.io/part-of=auditflow',
      'pingsources.sources.knative.dev --selector=app.kubernetes.io/part-of=auditflow',
    ])
  })

  it('ends schedules that were switched off', async () => {
    expect(await removed(KINDS, '--schedules=off')).toContain('pingsources.sources.knative.dev generator-tick')
  })

  it('asks for nothing that the cluster does not know', async () => {
    expect(await removed('deployments.apps\n', '--deliver=connector', '--serve=openfaas')).toEqual([])
  })
})
