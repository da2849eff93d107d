import { at } from '../../../shared/normalise/record.ts'
import type { Arrival } from '../checks/check.ts'
import { jsonOf } from '../json-of.ts'
import { Refusal, reply } from '../reply.ts'

/**
 * Azure Event Grid, in its own schema, asks for a code to be sent back before it delivers.
 * https://learn.microsoft.com/azure/event-grid/end-point-validation-event-grid-events-schema
 * @throws Refusal 400 when there is no code
 */
export function validateEventGrid({ headers }: Arrival, content: Uint8Array): Response | undefined {
  if (headers.get('aeg-event-type')?.toLowerCase() !== 'subscriptionvalidation') return undefined
  const body = jsonOf(content)
  const code = at(Array.isArray(body) ? body[0] : body, 'data', 'validationCode')
  if (typeof code !== 'string' || code === '') throw new Refusal(400, 'data.validationCode: missing')
  return reply(200, { validationResponse: code })
}
