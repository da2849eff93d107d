import { Refused, Unavailable } from '../../shared/ports/outcome.ts'
import { type GeneratorPorts, handle } from './handle.ts'

/**
 * A plain POST: OpenFaaS' cron-connector sends an empty one, a person perhaps `{"count": 100}`.
 * Answers 202 with how many events were published, 400 naming the field, 503 when the broker is away.
 */
export async function handlePost(request: Request, ports: GeneratorPorts): Promise<Response> {
  if (request.method !== 'POST') return json(405, { error: 'use POST' }, { allow: 'POST' })
  try {
    const { published } = await handle({ body: parse(await request.text()) }, ports)
    return json(202, { published })
  } catch (error) {
    if (error instanceof Refused) return json(400, { error: error.message })
    if (!(error instanceof Unavailable)) throw error
    return json(503, { error: 'the events could not be published' }, { 'retry-after': String(error.retryAfterSeconds) })
  }
}

function parse(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused('body: not JSON')
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}
