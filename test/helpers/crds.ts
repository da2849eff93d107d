import { Ajv, type ValidateFunction } from 'ajv'
import { readYamlFolder } from './manifests.ts'

type Schema = { [keyword: string]: unknown }
type Definition = {
  kind: string
  spec?: {
    group: string
    names: { kind: string }
    versions: { name: string; schema?: { openAPIV3Schema: Schema } }[]
  }
}

const PRESERVE = 'x-kubernetes-preserve-unknown-fields'
/** A cluster knows these of every object, so a definition need not name them. */
const TYPE_META = { apiVersion: { type: 'string' }, kind: { type: 'string' } }
const OBJECT_META = {
  type: 'object',
  additionalProperties: false,
  required: ['name'],
  properties: {
    name: { type: 'string', pattern: '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$' },
    namespace: { type: 'string' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    annotations: { type: 'object', additionalProperties: { type: 'string' } },
  },
}

/** Validators by `apiVersion/kind`, made from a folder of custom resource definitions; they refuse unknown fields. */
export function crdValidators(folder: string): Map<string, ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false })
  const validators = new Map<string, ValidateFunction>()
  for (const { doc } of readYamlFolder<Definition>(folder)) {
    if (doc.kind !== 'CustomResourceDefinition' || doc.spec === undefined) continue
    const { group, names, versions } = doc.spec
    for (const { name, schema } of versions) {
      if (schema === undefined) continue
      const { properties } = schema.openAPIV3Schema as { properties: Record<string, Schema> }
      const root = strict({ ...schema.openAPIV3Schema, properties: { ...properties, ...TYPE_META } })
      const closed = { ...root, properties: { ...(root['properties'] as Schema), metadata: OBJECT_META } }
      validators.set(`${group}/${name}/${names.kind}`, ajv.compile(closed))
    }
  }
  return validators
}

/** JSON Schema of a structural schema: what a cluster would prune is refused, and what it lets be null may be null. */
function strict(schema: Schema): Schema {
  const copy: Schema = { ...schema }
  if (schema['x-kubernetes-int-or-string'] === true) copy['type'] = ['integer', 'string']
  if (schema['nullable'] === true && typeof schema['type'] === 'string') copy['type'] = [schema['type'], 'null']
  const properties = schema['properties'] as Record<string, Schema> | undefined
  if (properties !== undefined)
    copy['properties'] = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, strict(one)]))
  if (schema['items'] !== undefined) copy['items'] = strict(schema['items'] as Schema)
  const additional = schema['additionalProperties']
  if (typeof additional === 'object' && additional !== null) copy['additionalProperties'] = strict(additional as Schema)
  else if (schema['type'] === 'object' && additional === undefined && schema[PRESERVE] !== true)
    copy['additionalProperties'] = false
  return copy
}
