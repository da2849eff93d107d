import { describe, expect, it } from 'vitest'
import { partsFor } from './platform.ts'
import { preflight } from './preflight.ts'
import { OWN, optionsOf, scripted } from './testing.ts'

const everything = (args: string[]) => partsFor(optionsOf(...args)).map(({ kind }) => kind)
const cluster = (kinds: string[], { minor = '34', storage = true } = {}) =>
  scripted({
    version: { stdout: JSON.stringify({ serverVersion: { major: '1', minor, gitVersion: `v1.${minor}.0` } }) },
    crd: { stdout: kinds.map((kind) => `customresourcedefinition.apiextensions.k8s.io/${kind}`).join('\n') },
    storageclass: {
      stdout: JSON.stringify({
        items: [
          { metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': String(storage) } } },
          { metadata: {} },
        ],
      }),
    },
  })
const faultsOf = async (args: string[], kinds: string[], state = {}) =>
  (await preflight(cluster(kinds, state).kubectl, optionsOf(...args))).faults

describe('looking whether the cluster has what is needed', () => {
  it('finds nothing missing where all is there', async () => {
    expect(await faultsOf([], everything([]))).toEqual([])
  })

  it('changes nothing', async () => {
    const { kubectl, asked } = cluster([])
    await preflight(kubectl, optionsOf())
    expect(asked.map((line) => line.split(' ')[0])).toEqual(['version', 'get', 'get'])
  })

  it('names each part that is missing and the command that installs it, in the order to install', async () => {
    const faults = await faultsOf([], [])
    expect(faults.map((fault) => fault.split(' is not installed: kubectl apply -f https://')[0])).toEqual(
      partsFor(optionsOf()).map(({ name }) => name),
    )
    expect(faults).toHaveLength(6)
  })

  it('asks for no more than what is used', async () => {
    const args = ['--deliver=connector', ...OWN]
    expect(everything(args)).toEqual(['services.serving.knative.dev'])
    expect(await faultsOf(args, everything(args), { storage: false })).toEqual([])
    expect(everything(['--deliver=connector', '--serve=openfaas', ...OWN])).toEqual([])
  })

  it('asks for a default storage class where volumes are needed', async () => {
    expect(await faultsOf([], everything([]), { storage: false })).toEqual([
      expect.stringContaining('no default storage class'),
    ])
  })

  it('refuses to install Knative on a Kubernetes on which it does not run', async () => {
    const [first, ...rest] = await faultsOf([], [], { minor: '33+' })
    expect(first).toContain('v1.33+.0 is older than 1.34')
    expect(rest).toHaveLength(6)
  })

  it('leaves a Knative that is there alone, whatever the Kubernetes', async () => {
    expect(await faultsOf([], everything([]), { minor: '33+' })).toEqual([])
  })
})
