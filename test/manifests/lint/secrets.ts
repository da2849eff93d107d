import type { Resource } from '../../helpers/kustomize.ts'

/** Fields whose `name` is a secret's; `secret` is so in a projected volume. */
const REFERENCES = ['secretKeyRef', 'secretRef', 'secret', 'connectionSecret']

/** The names of the secrets that a resource takes anything from, in whichever way a pod, a source or a broker can. */
export function secretsOf({ spec }: Resource): string[] {
  const names: string[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
      const { name } = (inner ?? {}) as { name?: unknown }
      if (key === 'secretName' && typeof inner === 'string') names.push(inner)
      else if (REFERENCES.includes(key) && typeof name === 'string') names.push(name)
      walk(inner)
    }
  }
  walk(spec)
  return [...new Set(names)]
}
