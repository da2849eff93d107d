import { rmSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { applyFolders, removeLeftOver } from './apply.ts'
import { optionsOf, scripted } from './testing.ts'

const NAMESPACE = 'apply-test'
afterAll(() => rmSync(`.auditflow/deploy/${NAMESPACE}`, { recursive: true, force: true }))

const KINDS = 'deployments.apps\npingsources.sources.knative.dev\nrabbitmqsources.sources.knative.dev\n'
const removed = async (known: string, ...args: string[]) => {
  const { kubectl, asked } = scripted({ 'api-resources': { stdout: known } })
  await removeLeftOver(kubectl, optionsOf('--namespace', NAMESPACE, ...args))
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

describe('applying', () => {
  const apply = async (stderr: string, ...args: string[]) => {
    const { kubectl, asked } = scripted({ 'apply -k': { status: 1, stderr } })
    const done = applyFolders(kubectl, ['infra/overlays/small'], optionsOf('--namespace', NAMESPACE, ...args), {})
    await expect(done).rejects.toThrow(stderr)
    return asked.filter((line) => line.includes('delete'))
  }

  it('makes a source anew that cannot be changed', async () => {
    const stderr = 'admission webhook denied: RabbitmqSource: Immutable fields changed'
    expect(await apply(stderr)).toEqual([expect.stringContaining('delete rabbitmqsources.sources.knative.dev')])
    expect(await apply(stderr, '--deliver=connector')).toEqual([])
  })

  it('never deletes a volume that cannot be changed', async () => {
    expect(await apply('PersistentVolumeClaim "backups" is invalid: spec is immutable after creation')).toEqual([])
  })
})
