import { anEvent } from '../../shared/detect/testing.ts'
import type { AuditEvent, Json, LogSource } from '../../shared/events/audit-event.ts'
import { corpusPresent, corpusRecords, OTHER_SOURCES, SOURCES } from '../helpers/sigma-corpus.ts'
import { eventText } from './traffic.ts'

/** Texts that differ from event to event: times, ids, request numbers. */
const LEAST_LENGTH = 16
const LEAST_DIGITS = 8
const MADE_UP = 500

/** Events as JSON, `cycles` variations of each record there is. */
export function eventTexts(cycles: number): string[] {
  const events = corpusPresent ? publicEvents() : ownEvents()
  return Array.from({ length: cycles }, (_, n) =>
    events.map((event) => JSON.stringify(event, (_key, value) => vary(value, n))),
  ).flat()
}

function publicEvents(): AuditEvent[] {
  return Object.entries({ ...SOURCES, ...OTHER_SOURCES }).flatMap(([source, logsources]) =>
    [...corpusRecords(source)].flatMap(({ raw }) => logsources.map((logsource) => eventOf(raw, logsource))),
  )
}

function ownEvents(): AuditEvent[] {
  return Array.from({ length: MADE_UP }, () => {
    const raw = JSON.parse(eventText()) as { action: string }
    return { ...eventOf(raw, { product: 'json' }), activity_name: raw.action }
  })
}

function eventOf(raw: Json, logsource: LogSource): AuditEvent {
  return anEvent({ raw, logsource, actor: { user: { name: 'ann' } }, src_endpoint: { ip: '192.0.2.1' } })
}

/** Moves each digit of a text that is as good as unique on by `n`. */
function vary(value: unknown, n: number): unknown {
  if (typeof value !== 'string' || value.length < LEAST_LENGTH) return value
  const digits = value.match(/\d/g)?.length ?? 0
  return digits < LEAST_DIGITS ? value : value.replaceAll(/\d/g, (digit) => String((Number(digit) + n) % 10))
}
