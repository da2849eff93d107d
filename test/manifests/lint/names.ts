import type { Resource } from '../../helpers/kustomize.ts'

/** The longest that is made of a name: a dispatcher's pod, a revision's. */
const SUFFIX: Record<string, string> = {
  Trigger: '-dlx-dispatcher',
  Broker: '-broker-ingress',
  Service: '-00001-private',
}
const LONGEST = 63
const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/** Names that DNS has not, also those derived; values of labels and annotations that are no texts. */
export function lintNames({ kind, metadata, spec }: Resource): string[] {
  const faults: string[] = []
  const derived = metadata.name + (SUFFIX[kind] ?? '')
  if (kind !== 'CustomResourceDefinition' && !NAME.test(metadata.name.replaceAll('.', '')))
    faults.push('name: not of DNS')
  if (derived.length > LONGEST) faults.push(`name: ${derived} is longer than ${LONGEST}`)
  const { metadata: ofPods = {} } = (spec?.['template'] ?? {}) as { metadata?: Partial<Resource['metadata']> }
  for (const { labels, annotations } of [metadata, ofPods])
    for (const [key, value] of Object.entries({ ...labels, ...annotations }))
      if (typeof value !== 'string') faults.push(`${key}: no text`)
  return faults
}
