import { setTimeout as sleep } from 'node:timers/promises'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'

type Condition = { type: string; status: string; message?: string }
type Serving = { metadata: { name: string }; status?: { conditions?: Condition[]; url?: string } }
type Waiting = { reason?: string; message?: string }
type Pod = {
  metadata: { name: string }
  status: {
    conditions?: (Condition & { reason?: string })[]
    containerStatuses?: { name: string; state: { waiting?: Waiting }; lastState?: { terminated?: Waiting } }[]
  }
}

/** Waits for what was applied. @throws Error with what Knative and the pods say, when that takes longer than it may */
export async function waitUntilReady(kubectl: Kubectl, options: Options): Promise<void> {
  const { namespace, serve, deliver, domain, waitSeconds } = options
  const bounds = [`--namespace=${namespace}`, `--timeout=${waitSeconds}s`]
  const ready = (kind: string) => kubectl.run(['wait', kind, '--all', '--for=condition=Ready', ...bounds])
  try {
    if (serve === 'knative') await ready('services.serving.knative.dev')
    if (deliver === 'eventing') await ready('rabbitmqsources')
    else await kubectl.run(['rollout', 'status', 'deployment/connector', ...bounds])
  } catch (error) {
    const faults = [
      ...(serve === 'knative' ? await servingFaults(kubectl, namespace) : []),
      ...(await podFaults(kubectl, namespace)),
    ]
    throw new Error(['Not ready; what ran before goes on:', ...faults, (error as Error).message].join('\n  '))
  }
  if (serve === 'knative' && domain !== undefined) await waitForDomain(kubectl, namespace, domain, waitSeconds)
}

/** Knative gives services their new addresses some time after a domain was set. */
async function waitForDomain(kubectl: Kubectl, namespace: string, domain: string, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1_000
  for (;;) {
    const url = await urlOf(kubectl, namespace, 'audit-event-webhook')
    if (new URL(url).hostname.endsWith(`.${domain}`)) return
    if (performance.now() > deadline) throw new Error(`the functions are still at ${url}, not under ${domain}`)
    await sleep(500)
  }
}

async function servingFaults(kubectl: Kubectl, namespace: string): Promise<string[]> {
  const list = await kubectl.get<{ items: Serving[] }>([`--namespace=${namespace}`, 'services.serving.knative.dev'])
  return (list?.items ?? []).flatMap(({ metadata, status }) =>
    (status?.conditions ?? [])
      .filter(({ type, status, message }) => type === 'Ready' && status !== 'True' && message !== undefined)
      .map(({ message }) => `${metadata.name}: ${message}`),
  )
}

/** Why pods of the namespace don't run, a line each: images that can't be had, containers that end, no room on a node. */
export async function podFaults(kubectl: Kubectl, namespace: string): Promise<string[]> {
  const list = await kubectl.get<{ items: Pod[] }>([`--namespace=${namespace}`, 'pods'])
  return (list?.items ?? []).flatMap(({ metadata, status }) => [
    ...(status.conditions ?? [])
      .filter(({ reason }) => reason === 'Unschedulable')
      .map(({ message }) => `${metadata.name}: no node takes it: ${message}`),
    ...(status.containerStatuses ?? []).flatMap(({ name, state, lastState }) => {
      const { reason, message } = state.waiting ?? {}
      if (reason === undefined || reason === 'ContainerCreating' || reason === 'PodInitializing') return []
      const said = lastState?.terminated?.message ?? message ?? lastState?.terminated?.reason ?? ''
      return [`${metadata.name}: ${name}: ${reason} ${said.trim()}`.trimEnd()]
    }),
  ])
}

/** A function's address as Knative gives it. @throws Error when it has none */
export async function urlOf(kubectl: Kubectl, namespace: string, name: string): Promise<string> {
  const service = await kubectl.get<Serving>([`--namespace=${namespace}`, `services.serving.knative.dev/${name}`])
  if (service?.status?.url === undefined) throw new Error(`${name} has no address yet`)
  return service.status.url
}
