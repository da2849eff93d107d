import type { Kubectl } from './kubectl.ts'
import { type Secrets, secretManifests, type Values } from './secrets.ts'

const LABELS = { 'app.kubernetes.io/part-of': 'auditflow' }

/** The secrets of the namespace, decoded. */
export async function readSecrets(kubectl: Kubectl, namespace: string): Promise<Secrets> {
  type List = { items: { metadata: { name: string }; data?: Values }[] }
  const list = await kubectl.get<List>([`--namespace=${namespace}`, 'secret'])
  const decode = (data: Values = {}) =>
    Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
  return Object.fromEntries((list?.items ?? []).map(({ metadata, data }) => [metadata.name, decode(data)]))
}

/** Server-side: keys that somebody else has put there stay. */
export async function applySecrets(kubectl: Kubectl, namespace: string, secrets: Secrets): Promise<void> {
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=auditflow-deploy', '-f', '-']
  await kubectl.run([`--namespace=${namespace}`, ...apply], secretManifests(secrets, LABELS))
}
