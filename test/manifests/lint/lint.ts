import type { Resource } from '../../helpers/kustomize.ts'
import { lintEventing } from './eventing.ts'
import { lintNames } from './names.ts'
import { lintPod } from './pods.ts'

/** The traps that no schema knows, one line each. */
export function lint(resource: Resource): string[] {
  const where = `${resource.kind} ${resource.metadata.name}`
  return [lintNames, lintPod, lintEventing].flatMap((check) => check(resource)).map((fault) => `${where}: ${fault}`)
}
