import type { JsonObject } from '../../../shared/normalise/record.ts'
import { toEcs } from '../../../shared/normalise/views/ecs.ts'
import { type Identified, toOcsf } from '../../../shared/normalise/views/ocsf.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { type EventFilter, findEvents } from '../../../shared/store/find-events.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { wholeEvents } from '../../../shared/store/whole-events.ts'
import { oneOf } from '../filters/parsers.ts'
import { fieldReader } from '../filters/read-field.ts'
import { found } from './read.ts'

type View = (event: Identified) => JsonObject

const VIEWS = { ocsf: toOcsf, ecs: toEcs } satisfies Record<string, View>

/** The view of events that a query asks for. @throws BadFilter */
export function eventView(query: Record<string, string>): View | undefined {
  const { read, check } = fieldReader(query)
  const name = read('view', oneOf(['ocsf', 'ecs']))
  check()
  return name && VIEWS[name]
}

/** @throws NotFound */
export function viewedEvent(sql: Sql, uid: string, view: View): Promise<JsonObject> {
  return found(uid, 'event', () =>
    readOnly(sql, async (reader) => {
      const [event] = await wholeEvents(reader, [uid])
      return event && view(event)
    }),
  )
}

/** A page of events, read in one snapshot. */
export function viewedEvents(sql: Sql, filter: EventFilter, view: View) {
  return readOnly(sql, async (reader) => {
    const { rows, next } = await findEvents(reader, filter)
    const whole = await wholeEvents(
      reader,
      rows.map(({ uid }) => uid),
    )
    return { events: whole.map(view), next }
  })
}
