import type { Json } from '../../events/audit-event.ts'
import { isObject } from '../record.ts'
import { byShape, marked } from '../shape.ts'
import { auditData } from './audit-data.ts'
import { azureLog } from './azure-log.ts'
import { duoAnswer } from './duo-answer.ts'
import type { Envelope } from './envelope.ts'
import { eventBridge } from './event-bridge.ts'
import { eventGrid } from './event-grid.ts'
import { githubSyslog } from './github-syslog.ts'
import { googleActivity } from './google-activity.ts'
import { hec } from './hec.ts'
import { list } from './list.ts'
import { oktaHook } from './okta-hook.ts'
import { pubsub } from './pubsub.ts'
import { sns } from './sns.ts'

const ENVELOPES: readonly Envelope[] = [
  list,
  eventBridge,
  hec,
  azureLog,
  githubSyslog,
  oktaHook,
  duoAnswer,
  pubsub,
  googleActivity,
  eventGrid,
  auditData,
  sns,
]
/** SNS around a queue's message around a file is the deepest there is in earnest. */
const MAX_LAYERS = 6

const envelopesFor = byShape((shape) => marked(ENVELOPES, shape))

/** More in one body would take more memory than their bytes let expect: each becomes an event of its own. */
export const MAX_RECORDS = 50_000

/** A body holds more than MAX_RECORDS. */
export class TooManyRecords extends Error {
  override readonly name = 'TooManyRecords'
  constructor() {
    super(`more than ${MAX_RECORDS} records in one request: send smaller batches`)
  }
}

/**
 * The records in a body, in the order they came: lists are taken apart and wrappings off, whoever made them.
 * @throws TooManyRecords
 */
export function unwrap(body: Json): Json[] {
  const records: Json[] = []
  collect(body, 0, records)
  return records
}

function collect(item: Json, layer: number, records: Json[]): void {
  const inside = layer < MAX_LAYERS ? opened(item) : undefined
  if (records.length >= MAX_RECORDS) throw new TooManyRecords()
  if (inside === undefined) records.push(item)
  else for (const one of inside) collect(one, layer + 1, records)
}

function opened(item: Json): Json[] | undefined {
  if (Array.isArray(item)) return item
  if (!isObject(item)) return undefined
  for (const envelope of envelopesFor(item)) {
    const inside = envelope.open(item)
    if (inside !== undefined) return inside
  }
  return undefined
}
