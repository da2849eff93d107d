import { Refusal } from './reply.ts'

export type Format = 'json' | 'lines' | 'form'

const LINES = ['application/x-ndjson', 'application/jsonl', 'application/ndjson', 'application/x-jsonlines']
const JSON_TYPE = /^application\/(?:json|[\w!#$&^.+-]+\+json)$/
const FORM = 'application/x-www-form-urlencoded'

/**
 * The format that a request's content type names; none at all is taken for JSON.
 * @param hasForm whether the source may send a form with its JSON in the field `payload`, as GitHub does
 * @throws Refusal 415 naming those that are accepted
 */
export function formatOf(headers: Headers, hasForm: boolean): Format {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === '' || JSON_TYPE.test(type)) return 'json'
  if (LINES.includes(type)) return 'lines'
  if (type === FORM && hasForm) return 'form'
  const accepted = ['application/json', 'application/*+json', 'application/x-ndjson', 'application/jsonl']
  if (hasForm) accepted.push(FORM)
  throw new Refusal(415, `Content-Type: accepted are ${accepted.join(', ')}`, { accept: accepted.join(', ') })
}
