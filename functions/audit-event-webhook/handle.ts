import { takesOf } from '../../shared/normalise/body/format.ts'
import { SOURCES } from '../../shared/normalise/sources/index.ts'
import { answerWithinMs } from './answer-within.ts'
import type { Arrival } from './checks/check.ts'
import { checkSender } from './checks/check-sender.ts'
import { describeFault } from './describe-fault.ts'
import { handOver } from './hand-over.ts'
import { consent } from './handshakes/consent.ts'
import { hecEndpoint, takeHec } from './hec/take-hec.ts'
import { keepUnreadable } from './keep-unreadable.ts'
import { contextOf, maxBytesOf, type Ports } from './ports.ts'
import { readBody } from './read-body.ts'
import { receiveCloudEvents } from './receive-cloudevents.ts'
import { onlyPost, Refusal, reply } from './reply.ts'
import { takeSource } from './take-source.ts'

export type { Ports, Secrets } from './ports.ts'

/** The path of records whose product is to be recognised. */
const AUTO = 'auto'
const SOURCE_PATH = /^\/sources\/([^/]+)$/

/**
 * Takes audit events over HTTP: CloudEvents on `POST /`, providers' own formats on `POST /sources/NAME`, Splunk's on
 * `POST /services/collector`. Answers 202 (Splunk's senders 200) once the broker has confirmed everything in the
 * request; README.md lists every other answer.
 */
export async function handle(request: Request, ports: Ports): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url)
  const path = pathname.replace(/(?<=.)\/$/, '')
  const arrival = { request, headers: request.headers, path, query: searchParams, atMs: ports.clock() }
  try {
    return await route(arrival, ports)
  } catch (fault) {
    const { status, error, headers } = describeFault(fault, path, ports.log)
    return reply(status, { error }, headers)
  }
}

function route(arrival: Arrival, ports: Ports): Promise<Response> | Response {
  const { request, path, headers } = arrival
  const endpoint = hecEndpoint(path)
  if (endpoint !== undefined) return takeHec(endpoint, arrival, ports)
  const name = SOURCE_PATH.exec(path)?.[1]
  if (path !== '/' && name === undefined)
    throw new Refusal(404, 'not found: POST to /, to /sources/NAME or to /services/collector')
  const source = SOURCES.get(name ?? '') ?? ports.own?.byName.get(name ?? '')
  if (name !== undefined && source === undefined && name !== AUTO)
    throw new Refusal(
      404,
      `unknown source: known are ${[...SOURCES.keys(), ...(ports.own?.byName.keys() ?? []), AUTO].join(', ')}`,
    )
  if (request.method === 'OPTIONS') return consent(headers)
  if (name === undefined) return takeCloudEvents(arrival, ports)
  return takeSource(source, takesOf(name), arrival, ports)
}

async function takeCloudEvents(arrival: Arrival, ports: Ports): Promise<Response> {
  onlyPost(arrival.request, 'POST, OPTIONS')
  const checkBody = await checkSender(arrival, ports)
  const body = await readBody(arrival.request, maxBytesOf(ports))
  await checkBody(body)
  const read = () => receiveCloudEvents(body.content, contextOf(arrival.headers, ports))
  const items = await keepUnreadable(read, body.content, '/', arrival, ports)
  return reply(202, await handOver(items, '/', arrival, answerWithinMs(arrival, body.content), ports))
}
