import type { Kubectl } from './kubectl.ts'

const CONFIG = ['--namespace=knative-serving', 'configmap/config-domain']

/**
 * Has Knative put AuditFlow's functions under a domain: `NAME.NAMESPACE.DOMAIN`. Other services of the cluster keep theirs, and a
 * domain that is there already stays as it is.
 */
export async function ensureDomain(kubectl: Kubectl, domain: string): Promise<void> {
  const config = await kubectl.get<{ data?: Record<string, string> }>(CONFIG)
  if (config?.data?.[domain] !== undefined) return
  await kubectl.run(['patch', ...CONFIG, '--type=merge', `--patch=${JSON.stringify({ data: domainData(domain) })}`])
}

/** The entry of config-domain: the domain of routes with AuditFlow's label. */
const domainData = (domain: string): Record<string, string> => ({
  [domain]: 'selector:\n  app.kubernetes.io/part-of: auditflow\n',
})
