import type { Say } from './install.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { type Part, remedyOf, USE_KOURIER, useDomain } from './platform.ts'

/** Applies what is missing and waits until it runs. @throws Error with what kubectl says */
export async function installPlatform(
  kubectl: Kubectl,
  missing: readonly Part[],
  { waitSeconds, domain }: Options,
  say: Say,
): Promise<void> {
  for (const part of missing) {
    say(`Installing ${part.name}`)
    for (const manifest of part.manifests) {
      const namespaces = await namespacesOf(kubectl, await kubectl.run(['apply', '-f', manifest, '-o', 'name']))
      for (const namespace of namespaces)
        await kubectl.run([
          `--namespace=${namespace}`,
          'wait',
          'deployment',
          '--all',
          '--for=condition=Available',
          `--timeout=${waitSeconds}s`,
        ])
    }
    if (!remedyOf(part).includes('kourier')) continue
    await kubectl.run(USE_KOURIER)
    await kubectl.run(useDomain(domain ?? `${await addressOfNode(kubectl)}.sslip.io`))
  }
}

async function namespacesOf(kubectl: Kubectl, applied: string): Promise<string[]> {
  const made = applied.split('\n').filter((line) => line.startsWith('namespace/'))
  const withDeployments = await Promise.all(
    made.map(async (line) => {
      const name = line.slice('namespace/'.length)
      const list = await kubectl.get<{ items: unknown[] }>([`--namespace=${name}`, 'deployment'])
      return (list?.items.length ?? 0) > 0 ? [name] : []
    }),
  )
  return withDeployments.flat()
}

/** What the first node is reached at: from outside where it has such an address. */
async function addressOfNode(kubectl: Kubectl): Promise<string> {
  type Nodes = { items: { status: { addresses: { type: string; address: string }[] } }[] }
  const addresses = (await kubectl.get<Nodes>(['node']))?.items[0]?.status.addresses ?? []
  const found = ['ExternalIP', 'InternalIP'].flatMap((type) => addresses.filter((one) => one.type === type))[0]
  if (found === undefined) throw new Error('the node tells no address: name a domain with --domain')
  return found.address
}
