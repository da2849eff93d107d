import type { Say } from './install.ts'
import type { Kubectl } from './kubectl.ts'
import { removeFromOpenFaas } from './openfaas.ts'
import type { Options } from './options.ts'

/** What Knative makes for its services goes with them; deleted by itself, it would be made anew. */
const PART_OF = '--selector=app.kubernetes.io/part-of=auditflow,!serving.knative.dev/service'
/** Sources and the connector first, so that nothing is taken from a queue any more when functions go. */
const KINDS = [
  ['rabbitmqsources.sources.knative.dev', 'pingsources.sources.knative.dev'],
  ['triggers.eventing.knative.dev', 'brokers.eventing.knative.dev', 'rabbitmqbrokerconfigs.eventing.knative.dev'],
  ['deployments', 'jobs', 'cronjobs'],
  ['services.serving.knative.dev'],
  ['bindings.rabbitmq.com', 'queues.rabbitmq.com'],
  ['statefulsets', 'services', 'configmaps', 'networkpolicies', 'poddisruptionbudgets', 'serviceaccounts'],
]

/**
 * Removes what runs. Volumes, secrets, the RabbitmqCluster (whose volumes its operator would remove with it) and the namespace
 * stay, so that a new installation finds everything; with `deleteData` the namespace goes, and all in it.
 */
export async function uninstall(kubectl: Kubectl, options: Options, say: Say): Promise<void> {
  const { namespace, deleteData, serve, waitSeconds } = options
  const known = new Set((await kubectl.run(['api-resources', '-o', 'name'])).split('\n'))
  const exists = (kind: string) => known.has(kind) || [...known].some((one) => one.startsWith(`${kind}.`))
  for (const kinds of KINDS) {
    const there = kinds.filter(exists)
    if (there.length === 0) continue
    const args = ['delete', there.join(','), PART_OF, '--ignore-not-found', `--timeout=${waitSeconds}s`]
    const removed = await kubectl.run([`--namespace=${namespace}`, ...args])
    for (const line of removed.split('\n').filter(Boolean)) say(line)
  }
  if (serve === 'openfaas') await removeFromOpenFaas(kubectl, options)
  if (deleteData) {
    await kubectl.run(['delete', `namespace/${namespace}`, '--ignore-not-found', `--timeout=${waitSeconds}s`])
    say(`The namespace ${namespace} is gone, with all that was stored in it.`)
  } else say(`Volumes, secrets and RabbitMQ stay in the namespace ${namespace}.`)
}
