import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'
import { urlOf } from './ready.ts'
import { NOTIFIER, type Secrets } from './secrets.ts'

const DASHBOARD = 'event-audit-dashboard'

/**
 * Where people find the dashboard, as far as that is known before the functions are there: the option, else what was so far,
 * else on OpenFaaS its gateway.
 */
export function knownUrl({ publicUrl, serve, gateway }: Options, existing: Secrets): string | undefined {
  const ofGateway = serve === 'openfaas' ? `${gateway}/function/${DASHBOARD}` : undefined
  return publicUrl ?? existing[NOTIFIER]?.['AUDITFLOW_PUBLIC_URL'] ?? ofGateway
}

/**
 * Knative names the dashboard's address once the function is there. An address of the time before stays, unless the domain is
 * given: it may be an ingress of the user's own.
 * @returns undefined when `own` has the right one
 */
export async function newUrl(kubectl: Kubectl, options: Options, own: Secrets): Promise<string | undefined> {
  const { namespace, publicUrl, domain, serve } = options
  const known = own[NOTIFIER]?.['AUDITFLOW_PUBLIC_URL']
  if (serve !== 'knative' || publicUrl !== undefined || (known !== undefined && domain === undefined)) return undefined
  const url = await urlOf(kubectl, namespace, DASHBOARD)
  return url === known ? undefined : url
}
