import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseDuration } from '../../scripts/connector/duration.ts'
import { readManifests } from '../../scripts/local/manifests.ts'
import {
  ALERT_TRIGGERED,
  ANALYSIS_COMPLETED,
  AUDIT_EVENT,
  CATALOGUE,
  EVENT_REJECTED,
  NOTIFICATION_DUE,
} from '../../shared/events/catalogue.ts'
import { deadLetterQueues, EXCHANGE, isResting, outletsOf } from '../../shared/events/topology.ts'
import { topology } from '../../shared/runtime/publisher.ts'
import { type Manifest, readYamlFolder } from '../helpers/manifests.ts'

const manifests = readYamlFolder('knative/base').filter(({ doc }) => doc.kind !== 'Kustomization')
const ofKind = (kind: string) => manifests.filter(({ doc }) => doc.kind === kind)
const functions = readdirSync('functions').sort()

type Source = Manifest & {
  spec: {
    rabbitmqResourcesConfig: { queueName: string; predeclared?: boolean; parallelism?: number; exchangeName?: string }
    delivery?: { retry?: number; backoffDelay?: string; backoffPolicy?: string }
    sink: { ref: { kind: string; name: string; apiVersion: string }; uri?: string }
  }
}
type Container = {
  image: string
  ports: { containerPort: number }[]
  env?: { name: string; value: string }[]
  readinessProbe: { httpGet: { path: string } }
  livenessProbe: { httpGet: { path: string } }
  resources: { requests: Record<string, unknown>; limits: Record<string, unknown> }
  securityContext: Record<string, unknown>
}
type Service = Manifest & {
  spec: {
    template: {
      metadata: { annotations: Record<string, string> }
      spec: { containers: [Container]; timeoutSeconds: number; containerConcurrency: number }
    }
  }
}
const sources = ofKind('RabbitmqSource').map(({ doc }) => doc as Source)
const services = ofKind('Service').map(({ file, doc }) => ({ file, name: doc.metadata.name, doc: doc as Service }))

describe('the arrows between functions', () => {
  const plan = readManifests('.')
  const consumersOf = (queues: string[]) =>
    plan.sources
      .filter(({ queue }) => queues.includes(queue))
      .map(({ sink }) => `${sink.function} ${sink.path}`)
      .sort()

  it('exist as a source for every event type of the catalogue that has a consumer', () => {
    const arrows = Object.keys(CATALOGUE).map((type) => [
      type,
      consumersOf(outletsOf(topology, EXCHANGE, type).map(({ queue }) => queue)),
    ])
    expect(Object.fromEntries(arrows)).toEqual({
      [AUDIT_EVENT]: ['audit-log-analysis /'],
      [EVENT_REJECTED]: ['audit-log-analysis /'],
      [ALERT_TRIGGERED]: ['notification-service /'],
      [ANALYSIS_COMPLETED]: [],
      [NOTIFICATION_DUE]: ['notification-service /'],
    })
  })

  it('take each queue that is declared to one source, and name no other', () => {
    const taken = topology.queues.map(({ name }) => name).filter((name) => !isResting(topology, name))
    expect(plan.sources.map(({ queue }) => queue).sort()).toEqual(taken.sort())
  })

  it('end, for what was given up, where it is kept', () => {
    for (const { queue } of plan.sources)
      expect(consumersOf(deadLetterQueues(topology, queue))).toEqual(['audit-log-analysis /dead'])
  })

  it('begin at clocks for the generator, and for what the analysis and the notification service wait for', () => {
    expect(plan.pings.map(({ sink, schedule }) => [sink, schedule.split(' ').length])).toEqual([
      [{ function: 'audit-log-analysis', path: '/' }, 5],
      [{ function: 'audit-event-generator', path: '/' }, 5],
      [{ function: 'notification-service', path: '/' }, 5],
    ])
  })
})

describe.each(sources)('the source $metadata.name', ({ metadata, spec }) => {
  it('takes from a queue declared by us, whose dead-letter exchange keeps what it rejects', () => {
    expect(spec.rabbitmqResourcesConfig.predeclared).toBe(true)
    expect(deadLetterQueues(topology, spec.rabbitmqResourcesConfig.queueName)).not.toEqual([])
  })

  it('retries, with a delay that its own program can read', () => {
    expect(spec.delivery?.retry).toBeGreaterThan(0)
    const delay = spec.delivery?.backoffDelay ?? ''
    // One decimal only: the program cuts the rest off. Below 100 ms it panics.
    expect(delay).toMatch(/^PT\d+(\.\d)?S$/)
    expect(parseDuration(delay)).toBeGreaterThanOrEqual(100)
    expect(spec.delivery?.backoffPolicy).toMatch(/^(exponential|linear)$/)
  })

  it('sends to a function, in batches of a whole number that its annotation says', () => {
    expect(spec.sink.ref).toMatchObject({ apiVersion: 'serving.knative.dev/v1', kind: 'Service' })
    expect(functions).toContain(spec.sink.ref.name)
    expect(spec.sink.uri ?? '/').toMatch(/^\//)
    expect(metadata.annotations?.['auditflow.io/batch-size']).toMatch(/^[1-9]\d*$/)
  })
})

it('every function has one Knative Service, in a file of its name', () => {
  expect(services.map(({ name }) => name).sort()).toEqual(functions)
  for (const { file, name } of services) expect(file).toBe(`services/${name}.yaml`)
})

type StackFunction = {
  image: string
  environment?: Record<string, string>
  requests: Record<string, unknown>
  limits: Record<string, unknown>
}
const stack = parse(readFileSync('stack.yml', 'utf8')) as { functions: Record<string, StackFunction> }

describe.each(services)('the service $name', ({ name, doc }) => {
  const { metadata, spec } = doc.spec.template
  const [container] = spec.containers

  it('scales to zero, within bounds that Knative takes', () => {
    const { annotations } = metadata
    for (const value of Object.values(annotations)) expect(typeof value).toBe('string')
    expect(annotations['autoscaling.knative.dev/min-scale']).toBe('0')
    expect(annotations['autoscaling.knative.dev/max-scale']).toMatch(/^[1-9]\d*$/)
    const window = annotations['autoscaling.knative.dev/window'] ?? ''
    expect(window).toMatch(/^\d+s$/)
    expect(parseDuration(window)).toBeGreaterThanOrEqual(6_000)
    expect(spec.timeoutSeconds).toBeLessThanOrEqual(600)
    expect(spec.containerConcurrency).toBeLessThanOrEqual(1000)
  })

  it('runs its own image on the port and with the probes that every function has', () => {
    expect(container.image).toMatch(new RegExp(`/${name}:[^:/]+$`))
    expect(container.ports).toEqual([{ containerPort: 8080 }])
    expect(container.readinessProbe.httpGet.path).toBe('/readyz')
    expect(container.livenessProbe.httpGet.path).toBe('/_/health')
  })

  it('may do nothing that it needs not', () => {
    expect(container.securityContext).toEqual({
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    })
  })

  it('has the environment and the resources that stack.yml gives it', () => {
    const other = stack.functions[name]
    const asText = (of: Record<string, unknown> = {}) =>
      Object.fromEntries(Object.entries(of).map(([key, value]) => [key, String(value)]))
    expect(Object.fromEntries((container.env ?? []).map((one) => [one.name, one.value]))).toEqual(
      asText(other?.environment),
    )
    expect(asText(container.resources.requests)).toEqual(asText(other?.requests))
    expect(asText(container.resources.limits)).toEqual(asText(other?.limits))
  })
})
