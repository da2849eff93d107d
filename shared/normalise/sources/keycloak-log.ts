import type { Json } from '../../events/audit-event.ts'
import { at, type JsonObject } from '../record.ts'

/** What the listener `jboss-logging` writes an event to, as JSON (two styles) and in a line of text. */
const LOGGER = 'org.keycloak.events'
const MARK = `[${LOGGER}]`
/** `(executor-thread-1) type="LOGIN"`: what follows the mark, or is the message of a JSON record. */
const START = /^\s*(?:\([^()]{0,200}\)\s*)?(?=(?:type|operationType)=["']?[A-Z])/
/** `type="LOGIN", realmId="x"`; older servers quote only values with blanks, and with a single quote. */
const PAIR = /([A-Za-z][\w.-]{0,100})=(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^,]*))(?:,\s*|$)/y
const TIME = /^\d{4}-\d\d-\d\d[ T][\d:.,]{5,20}(?:Z|[+-]\d\d:?\d\d)?/
/** The members of an event; what else the log says of it are its details. */
const MEMBERS = new Set([
  'type',
  'operationType',
  'realmId',
  'realmName',
  'clientId',
  'userId',
  'sessionId',
  'ipAddress',
  'error',
  'resourceType',
  'resourcePath',
  'representation',
])
const MAX_LENGTH = 16 * 1024
const MAX_PAIRS = 100

/** An event read from the server's log, with the text that it was read from. */
export type Logged = { event: JsonObject; text: string }

export function isLogged(record: JsonObject): boolean {
  return pairsOf(record) !== undefined
}

/** The event in a record of the server's log; undefined when the record is none of such an event. */
export function logged(record: JsonObject): Logged | undefined {
  const pairs = pairsOf(record)
  const text = at(record, 'message')
  if (pairs === undefined || typeof text !== 'string') return undefined
  const time = at(record, 'timestamp') ?? at(record, '@timestamp') ?? TIME.exec(text.slice(0, 40))?.[0]
  return { event: eventOf(pairs, time), text }
}

function pairsOf(record: JsonObject): string | undefined {
  const text = at(record, 'message')
  if (typeof text !== 'string' || text.length > MAX_LENGTH) return undefined
  const logger = at(record, 'loggerName') ?? at(record, 'log.logger') ?? at(record, 'logger')
  const mark = logger === undefined ? text.indexOf(MARK) : -1
  if (logger !== LOGGER && mark < 0) return undefined
  const rest = mark < 0 ? text : text.slice(mark + MARK.length)
  const start = START.exec(rest)
  return start === null ? undefined : rest.slice(start[0].length)
}

/** The first of two values counts: what a user typed stands in the details, which come last. */
function eventOf(pairs: string, time: Json | undefined): JsonObject {
  const event: JsonObject = {}
  const details: JsonObject = {}
  PAIR.lastIndex = 0
  for (let count = 0; count < MAX_PAIRS; count++) {
    const match = PAIR.exec(pairs)
    if (match === null) break
    const [, key = '', double, single, bare = ''] = match
    const value = (double ?? single)?.replace(/\\(.)/g, '$1') ?? bare.trim()
    const part = MEMBERS.has(key) ? event : details
    if (value !== 'null' && !(key in part)) part[key] = value
  }
  return time === undefined ? { ...event, details } : { time, ...event, details }
}
