import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { FUNCTIONS, PROGRAMS } from '../bundle.mjs'
import type { Kubectl } from './kubectl.ts'
import { kustomization } from './kustomization.ts'
import type { Options } from './options.ts'
import type { Secrets } from './secrets.ts'

const MADE = '.auditflow/deploy'
export const PART_OF = '--selector=app.kubernetes.io/part-of=auditflow'
const SOURCES = 'rabbitmqsources.sources.knative.dev'
const TICKS = 'pingsources.sources.knative.dev'
const SERVICES = 'services.serving.knative.dev'

/** Writes a kustomization of these folders for the options. @returns its folder */
export function writeKustomization(folders: readonly string[], options: Options, secrets: Secrets): string {
  const made = join(MADE, options.namespace, folders.join('+').replaceAll('/', '-'))
  mkdirSync(made, { recursive: true })
  const resources = folders.map((folder) => relative(made, folder))
  const text = kustomization(resources, options, [...FUNCTIONS, ...PROGRAMS], secrets)
  writeFileSync(join(made, 'kustomization.yaml'), text)
  return made
}

/**
 * Applies folders as the options say. A RabbitmqSource can't be changed in place and is made anew; its queue stays, so that
 * nothing is lost meanwhile. Nothing else is ever replaced: a volume that can't be changed is for its owner to decide on.
 */
export async function applyFolders(kubectl: Kubectl, folders: readonly string[], options: Options, secrets: Secrets) {
  const made = writeKustomization(folders, options, secrets)
  const { status, stderr } = await kubectl.try(['apply', '-k', made])
  if (status === 0) return
  const fault = () => new Error(`kubectl apply -k ${folders.join(', ')}: ${stderr.trim()}`)
  if (options.deliver !== 'eventing' || !/rabbitmqsource[\s\S]*immutable/i.test(stderr)) throw fault()
  await kubectl.run([`--namespace=${options.namespace}`, 'delete', SOURCES, PART_OF, '--ignore-not-found'])
  await kubectl.run(['apply', '-k', made])
}

/** What an installation with other options may have left: arguments of `kubectl delete`. */
export function leftOver({ serve, deliver, schedules }: Options): string[][] {
  return [
    ...(deliver === 'connector'
      ? [
          [SOURCES, PART_OF],
          [TICKS, PART_OF],
        ]
      : [['deployments.apps', 'connector']]),
    ...(deliver === 'eventing' && !schedules ? [[TICKS, 'generator-tick']] : []),
    ...(serve === 'openfaas' ? [[SERVICES, PART_OF]] : []),
  ]
}

/** Removes it, once what comes instead is there: two consumers share a queue without harm, none would stop it. */
export async function removeLeftOver(kubectl: Kubectl, options: Options): Promise<void> {
  const known = (await kubectl.run(['api-resources', '-o', 'name'])).split('\n')
  for (const [kind = '', ...which] of leftOver(options))
    if (known.includes(kind))
      await kubectl.run([`--namespace=${options.namespace}`, 'delete', kind, ...which, '--ignore-not-found'])
}
