import { setTimeout as sleep } from 'node:timers/promises'
import { PART_OF } from './apply.ts'
import type { Kubectl } from './kubectl.ts'
import type { Options } from './options.ts'

const SERVICES = 'services.serving.knative.dev'
const POLL_MS = 500

type Condition = { type: string; status: string; message?: string }
type Serving = { metadata: { name: string }; status?: { conditions?: Condition[]; url?: string } }
type Pod = {
  metadata: { name: string }
  status?: { containerStatuses?: { state?: { waiting?: { reason?: string; message?: string } } }[] }
}

/** Until the Job has ended well. @throws Error with the end of its log, or with what its pods wait for */
export async function waitForPrepare(kubectl: Kubectl, { namespace, waitSeconds }: Options): Promise<void> {
  const inNamespace = `--namespace=${namespace}`
  const deadline = performance.now() + waitSeconds * 1_000
  for (;;) {
    const job = await kubectl.get<{ status?: { conditions?: Condition[] } }>([inNamespace, 'job/prepare'])
    const done = job?.status?.conditions?.filter(({ status }) => status === 'True').map(({ type }) => type) ?? []
    if (done.includes('Complete')) return
    if (done.includes('Failed') || performance.now() > deadline) {
      const { stdout } = await kubectl.try([inNamespace, 'logs', 'job/prepare', '--tail=5'])
      const why = stdout.trim() || (await podFaults(kubectl, namespace, 'prepare')) || `not done in ${waitSeconds} s`
      throw new Error(`prepare has not succeeded: ${why}`)
    }
    await sleep(POLL_MS)
  }
}

/** Until everything that runs is ready. @throws Error that names what is not, and why */
export async function waitUntilReady(kubectl: Kubectl, options: Options): Promise<void> {
  const { namespace, serve, deliver, waitSeconds, domain } = options
  const inNamespace = `--namespace=${namespace}`
  const timeout = `--timeout=${waitSeconds}s`
  const wait = (kind: string) => kubectl.run([inNamespace, 'wait', kind, PART_OF, '--for=condition=Ready', timeout])
  if (serve === 'knative') {
    await wait(SERVICES).catch(async (error: Error) => {
      throw new Error((await serviceFaults(kubectl, namespace)) || error.message)
    })
    if (domain !== undefined) await waitForDomain(kubectl, namespace, domain, waitSeconds)
  }
  if (deliver === 'eventing') await wait('rabbitmqsources.sources.knative.dev')
  else
    await kubectl
      .run([inNamespace, 'rollout', 'status', 'deployment/connector', timeout])
      .catch(async (error: Error) => {
        throw new Error([error.message, await podFaults(kubectl, namespace, 'connector')].filter(Boolean).join('\n'))
      })
}

/** Knative tells services of a changed domain some time after it was set. */
async function waitForDomain(kubectl: Kubectl, namespace: string, domain: string, seconds: number): Promise<void> {
  const deadline = performance.now() + seconds * 1_000
  for (;;) {
    const url = await urlOf(kubectl, namespace, 'audit-event-webhook')
    if (new URL(url).hostname.endsWith(`.${domain}`)) return
    if (performance.now() > deadline) throw new Error(`the functions are still at ${url}, not under ${domain}`)
    await sleep(POLL_MS)
  }
}

/** The functions that are not ready, a line each. */
async function serviceFaults(kubectl: Kubectl, namespace: string): Promise<string> {
  const list = await kubectl.get<{ items: Serving[] }>([`--namespace=${namespace}`, SERVICES, PART_OF])
  return (list?.items ?? [])
    .flatMap(({ metadata, status }) => {
      const fault = status?.conditions?.find((one) => one.status !== 'True' && one.message !== undefined)
      return fault === undefined ? [] : [`${metadata.name}: ${fault.message}; what ran before goes on`]
    })
    .join('\n')
}

async function podFaults(kubectl: Kubectl, namespace: string, name: string): Promise<string> {
  const selector = `--selector=app.kubernetes.io/name=${name}`
  const list = await kubectl.get<{ items: Pod[] }>([`--namespace=${namespace}`, 'pods', selector])
  return (list?.items ?? [])
    .flatMap(({ metadata, status }) =>
      (status?.containerStatuses ?? []).flatMap(({ state }) =>
        state?.waiting === undefined
          ? []
          : [`${metadata.name}: ${state.waiting.reason} ${state.waiting.message ?? ''}`.trim()],
      ),
    )
    .join('\n')
}

/** A function's address as Knative gives it. @throws Error when it has none */
export async function urlOf(kubectl: Kubectl, namespace: string, name: string): Promise<string> {
  const service = await kubectl.get<Serving>([`--namespace=${namespace}`, `${SERVICES}/${name}`])
  if (service?.status?.url === undefined) throw new Error(`${name} has no address yet`)
  return service.status.url
}
