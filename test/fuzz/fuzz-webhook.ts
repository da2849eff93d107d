import { seededRandom } from '../../functions/audit-event-generator/random.ts'
import { send, TOKEN } from '../../functions/audit-event-webhook/test-requests.ts'
import { toAmqp } from '../../shared/events/amqp.ts'
import { AuditEvent } from '../../shared/events/audit-event.ts'
import { AUDIT_EVENT, EVENT_REJECTED, type EventRejected } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { SOURCES } from '../../shared/normalise/sources/index.ts'
import { encode, mutate } from './mutate.ts'
import { readSeeds, type Seed } from './seeds.ts'

const TYPES = [
  'application/json',
  'text/plain',
  'application/x-ndjson',
  'application/cloudevents-batch+json',
  'x/y',
  '',
]
const ENVELOPED = 15
const RETYPED = 10

export type Findings = {
  /** By status. */
  answers: Map<number, number>
  stored: number
  rejected: number
  /** What should not have been, with the number of the body: the same seed and number give it again. */
  faults: string[]
}

/**
 * Posts mutated records of every source to the webhook's handler, and looks at what it answers and publishes.
 * @param seed the same gives the same bodies
 * @param onBody called after each
 */
export async function fuzzWebhook(
  seed: string,
  count: number,
  onBody: () => void = () => undefined,
): Promise<Findings> {
  const seeds = readSeeds()
  const paths = [...[...SOURCES.keys(), 'auto'].map((name) => `/sources/${name}`), '/', '/services/collector']
  const findings: Findings = { answers: new Map(), stored: 0, rejected: 0, faults: [] }
  for (let number = 0; number < count; number++) {
    const random = seededRandom(seed, String(number))
    const one = random.pick(seeds)
    const text = mutate(one.text, random.pick(seeds).text, random)
    const { body, encoding } = encode(text, random)
    const path =
      random.below(ENVELOPED) === 0 || one.source === ''
        ? random.pick(paths)
        : `/sources/${random.below(3) === 0 ? 'auto' : one.source}`
    const headers = { ...TOKEN, ...headersOf(one, random.below(RETYPED) === 0 ? random.pick(TYPES) : undefined) }
    if (encoding !== undefined) Object.assign(headers, { 'content-encoding': encoding })
    try {
      const { status, text: answer, events } = await send(path, { headers, body })
      look(findings, `body ${number} to ${path}`, status, answer, events)
    } catch (error) {
      findings.faults.push(`body ${number} to ${path}: ${(error as Error).stack}`)
    }
    onBody()
  }
  return findings
}

function headersOf({ headers }: Seed, type: string | undefined): Record<string, string> {
  return type === undefined ? headers : { ...headers, 'content-type': type }
}

function look(findings: Findings, what: string, status: number, answer: string, events: readonly CloudEvent[]): void {
  const { answers, faults } = findings
  answers.set(status, (answers.get(status) ?? 0) + 1)
  if (status >= 500) faults.push(`${what}: ${status} ${answer}`)
  if (status >= 400 && !/"(?:error|text)":"[^"]/.test(answer))
    faults.push(`${what}: ${status} gives no reason: ${answer}`)
  for (const event of events) {
    const fault = faultOf(event)
    if (fault !== undefined) faults.push(`${what}: ${fault}`)
    if (event.type === AUDIT_EVENT) findings.stored++
    else findings.rejected++
  }
  const said = status === 202 ? (JSON.parse(answer) as { accepted: number; rejected: unknown[] }) : undefined
  if (said !== undefined && said.accepted + said.rejected.length !== events.length)
    faults.push(`${what}: ${answer} was said of ${events.length} published`)
}

/** What is wrong with something published: it must fit its schema, and go through the broker as it is. */
function faultOf(event: CloudEvent): string | undefined {
  if (event.type === AUDIT_EVENT) {
    const issue = AuditEvent.safeParse(event.data).error?.issues[0]
    if (issue !== undefined) return `no valid event: ${issue.path.join('.')}: ${issue.message}`
  } else if (event.type !== EVENT_REJECTED) return `published a ${event.type}`
  else if ((event.data as EventRejected).reason === '') return 'rejected without a reason'
  try {
    toAmqp(event)
    return undefined
  } catch (error) {
    return `can't be sent on: ${(error as Error).message}`
  }
}
