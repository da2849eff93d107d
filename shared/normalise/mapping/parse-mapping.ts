import * as z from 'zod/mini'
import { type Path, parsePath } from '../path.ts'
import { isObject } from '../record.ts'
import { type Field, isScalar, readField } from './field.ts'
import { type OutcomeField, readOutcome, readSeverity } from './readings.ts'

/** A source that an operator describes: where in its records the parts of an event are. */
export type Mapping = {
  /** The last part of its path. */
  name: string
  product: string
  service?: string | undefined
  category?: string | undefined
  vendor?: string | undefined
  /** What records have that are sent where any may be; undefined when they are known by their path alone. */
  recognise?: readonly Mark[] | undefined
  /** Where in a body the list of records is. */
  records?: Path | undefined
  fields: Fields
}

export type Mark = { path: Path; values: readonly string[] | 'any' }
export type Fields = z.infer<typeof FieldsSchema>
/** What is wrong, and where: keys from the outside in. */
export type MappingFault = { path: readonly (string | number)[]; problem: string }

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const ANY = '*'

/** Reads a part by a function that throws an Error with what it must be. */
const by = <T>(read: (given: unknown) => T) =>
  z.pipe(
    z.unknown(),
    z.transform((given, context): T => {
      try {
        return read(given)
      } catch (fault) {
        context.issues.push({ code: 'custom', message: (fault as Error).message, input: given })
        return z.NEVER
      }
    }),
  )

const text = z.string('must be a text').check(z.minLength(1, 'must not be empty'), z.maxLength(200, 'is too long'))
const field = z.optional(by<Field>(readField))

const FieldsSchema = z.strictObject(
  {
    action: by<Field>(readAction),
    time: field,
    id: field,
    actor: field,
    actor_uid: field,
    email: field,
    ip: field,
    user_agent: field,
    outcome: z.optional(by<OutcomeField>(readOutcome)),
    severity: z.optional(by(readSeverity)),
    message: field,
    target: field,
    target_type: field,
    target_uid: field,
  },
  'must be a map of fields to paths',
)

const Schema = z.strictObject(
  {
    name: z.string('must be a text').check(z.regex(NAME, 'must be of small letters, digits and - between them')),
    product: text,
    service: z.optional(text),
    category: z.optional(text),
    vendor: z.optional(text),
    recognise: z.optional(by<readonly Mark[]>(readMarks)),
    records: z.optional(by<Path>((given) => parsePath(typeof given === 'string' ? given : ''))),
    fields: FieldsSchema,
  },
  'must be a map with name, product and fields',
)

/** Reads what a YAML file of a source says; each fault names the part it is in. */
export function parseMapping(document: unknown): { mapping: Mapping } | { faults: MappingFault[] } {
  const checked = z.safeParse(Schema, document)
  if (checked.success) return { mapping: checked.data }
  return { faults: checked.error.issues.flatMap((issue) => faultsOf(issue, document)) }
}

function faultsOf(issue: z.core.$ZodIssue, document: unknown): MappingFault[] {
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [...path, key],
      problem: `is not known: there are ${known(path).join(', ')}`,
    }))
  return [{ path, problem: path.length > 0 && isMissing(document, path) ? 'is missing' : issue.message }]
}

function known(path: readonly (string | number)[]): string[] {
  return Object.keys(path[0] === 'fields' ? FieldsSchema.shape : Schema.shape)
}

function isMissing(document: unknown, path: readonly (string | number)[]): boolean {
  let found = document
  for (const step of path) found = isObject(found) ? found[step] : undefined
  return found === undefined
}

function readAction(given: unknown): Field {
  if (given === undefined) throw new Error('is missing')
  return readField(given)
}

function readMarks(given: unknown): Mark[] {
  const pairs = isObject(given) ? Object.entries(given) : []
  if (pairs.length === 0) throw new Error('must be a map of paths to values')
  return pairs.map(([path, value]) => {
    const values = Array.isArray(value) ? value : [value]
    if (!values.every(isScalar)) throw new Error(`${path} must have a value, a list of values, or "*" for any`)
    return { path: parsePath(path), values: value === ANY ? 'any' : values.map(String) }
  })
}
