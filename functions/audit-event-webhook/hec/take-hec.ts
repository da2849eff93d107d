import { itemsOf } from '../../../shared/normalise/body/items-of.ts'
import { answerWithinMs } from '../answer-within.ts'
import type { Arrival } from '../checks/check.ts'
import { checkSender } from '../checks/check-sender.ts'
import { describeFault } from '../describe-fault.ts'
import { handOver } from '../hand-over.ts'
import { contextOf, maxBytesOf, type Ports } from '../ports.ts'
import { readBody } from '../read-body.ts'
import { onlyPost, Refusal } from '../reply.ts'
import { healthy, hecFault, invalidFormat, noData, success } from './hec-reply.ts'
import { readEvents, readRaw } from './read-events.ts'

export type HecEndpoint = 'event' | 'raw' | 'health'

const PATH = /^\/services\/collector(?:\/(event|raw|health))?(?:\/1\.0)?$/
/** What rejected items say they came by, whichever of the paths it was. */
const ORIGIN = '/services/collector'

/** Which part of Splunk's HTTP Event Collector a path is, or undefined. */
export function hecEndpoint(path: string): HecEndpoint | undefined {
  const found = PATH.exec(path)
  return found === null ? undefined : ((found[1] ?? 'event') as HecEndpoint)
}

/**
 * Takes events as Splunk's HTTP Event Collector does, and answers in its words. Each record is read as what it looks
 * like. https://docs.splunk.com/Documentation/Splunk/latest/Data/UsetheHTTPEventCollector
 */
export async function takeHec(endpoint: HecEndpoint, arrival: Arrival, ports: Ports): Promise<Response> {
  try {
    return endpoint === 'health' ? health(arrival) : await take(endpoint, arrival, ports)
  } catch (fault) {
    return hecFault(describeFault(fault, arrival.path, ports.log), arrival.headers.get('authorization'))
  }
}

function health({ request }: Arrival): Response {
  if (request.method !== 'GET') throw new Refusal(405, 'method not allowed: use GET', { allow: 'GET' })
  return healthy()
}

async function take(endpoint: 'event' | 'raw', arrival: Arrival, ports: Ports): Promise<Response> {
  const { request, headers } = arrival
  onlyPost(request, 'POST')
  const checkBody = await checkSender(arrival, ports)
  const body = await readBody(request, maxBytesOf(ports))
  await checkBody(body)
  const documents = endpoint === 'raw' ? readRaw(body.content) : readEvents(body.content)
  if (documents.length === 0) return noData()
  const items = itemsOf(documents, undefined, contextOf(headers, ports))
  await handOver(items, ORIGIN, arrival, answerWithinMs(arrival, body.content), ports)
  // As on every path: what can't be read is kept as rejected, and a body with nothing else in it refused.
  return documents.every(({ ok }) => !ok) ? invalidFormat(0) : success()
}
