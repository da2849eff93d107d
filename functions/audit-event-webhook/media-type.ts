import type { Format, Takes } from '../../shared/normalise/body/format.ts'
import { Refusal } from './reply.ts'

const JSON_TYPES = ['application/json', 'application/*+json', 'application/x-ndjson', 'application/jsonl']
const LINES = ['application/x-ndjson', 'application/jsonl', 'application/ndjson', 'application/x-jsonlines']
const JSON_TYPE = /^application\/(?:json|[\w!#$&^.+-]+\+json)$/
const FORM = 'application/x-www-form-urlencoded'
const TEXT = 'text/plain'
/** What `curl --data-binary` and others say who say nothing on purpose. */
const UNSAID = ['', 'application/octet-stream', FORM]
/**
 * The format that a request's content type names; none at all is taken for JSON, or for text where a path takes text.
 * @throws Refusal 415 naming those that are accepted
 */
export function formatOf(headers: Headers, takes: Takes): Format {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (JSON_TYPE.test(type)) return 'json'
  if (LINES.includes(type)) return 'lines'
  // Amazon SNS is one of those who send JSON as text.
  if (type === TEXT) return 'text'
  if (type === FORM && takes.form) return 'form'
  if (takes.text && UNSAID.includes(type)) return 'text'
  if (type === '') return 'json'
  const accepted = [...JSON_TYPES, ...(takes.text ? [TEXT] : []), ...(takes.form ? [FORM] : [])].join(', ')
  throw new Refusal(415, `Content-Type: accepted are ${accepted}`, { accept: accepted })
}
