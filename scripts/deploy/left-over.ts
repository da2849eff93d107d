import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'

const PART_OF = '--selector=app.kubernetes.io/part-of=auditflow'
const SOURCES = 'rabbitmqsources.sources.knative.dev'
const TICKS = 'pingsources.sources.knative.dev'
const SERVICES = 'services.serving.knative.dev'

/** What an installation with other options may have left: arguments of `kubectl delete`. */
function leftOver({ serve, deliver, schedules }: Options): string[][] {
  const connector = ['deployments.apps', 'connector']
  return [
    ...(deliver === 'eventing'
      ? [connector]
      : [
          [SOURCES, PART_OF],
          [TICKS, PART_OF],
        ]),
    ...(deliver === 'eventing' && !schedules ? [[TICKS, 'generator-tick']] : []),
    ...(serve === 'openfaas' ? [[SERVICES, PART_OF]] : []),
  ]
}

/** Removes it, once what comes instead is there: two consumers share a queue without harm, with none events would wait. */
export async function removeLeftOver(kubectl: Kubectl, options: Options): Promise<void> {
  const known = (await kubectl.run(['api-resources', '-o', 'name'])).split('\n')
  for (const [kind = '', ...which] of leftOver(options))
    if (known.includes(kind))
      await kubectl.run([`--namespace=${options.namespace}`, 'delete', kind, ...which, '--ignore-not-found'])
}
