import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Json } from '../../../shared/events/audit-event.ts'
import { deepJson } from '../../../shared/events/stringify.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import { readOnly } from '../../../shared/store/read-only.ts'
import { DEAD_KINDS, type DeadFilter, type DeadKind } from '../../../shared/store/replay/dead-filter.ts'
import { type DeadEvent, type DeadNotice, readDead } from '../../../shared/store/replay/read-dead.ts'
import type { OneOutcome } from '../../../shared/store/replay/replay-one.ts'
import { type ReplayProgress, replayProgress } from '../../../shared/store/replay/replay-progress.ts'
import { startReplay } from '../../../shared/store/replay/start-replay.ts'
import { userOf } from '../access.ts'
import { Conflict, NotFound } from '../faults.ts'
import { BadFilter } from '../filters/read-field.ts'
import type { Ports } from '../ports.ts'
import { found } from './read.ts'
import { ReplayBody, readReplay } from './read-replay.ts'

type Unnamed = 'api' | 'dashboard'
export type Started = { id: string; total: number }

const MAX_NAME = 200

/** Who asks: the user of basic authentication, else the field `by`. @throws BadFilter */
export function whoOf(c: Context, by: string | undefined, unnamed: Unnamed): string {
  const who = userOf(c.req.header('authorization')) ?? (by?.trim() || unnamed)
  if (who.length > MAX_NAME) throw new BadFilter([{ field: 'by', message: `is longer than ${MAX_NAME} characters` }])
  if (who.includes('\0')) throw new BadFilter([{ field: 'by', message: 'holds a NUL character' }])
  return who
}

/** @throws NotFound */
export function kindOf(c: Context): DeadKind {
  const kind = DEAD_KINDS.find((candidate) => candidate === c.req.param('kind'))
  if (kind === undefined) throw new NotFound(`a dead letter is one of ${DEAD_KINDS.join(', ')}`)
  return kind
}

/** @throws NotFound */
export function deadOf({ sql }: Ports, kind: DeadKind, id: string): Promise<DeadEvent | DeadNotice> {
  return found(id, kind === 'event' ? 'rejected event' : 'notice', () =>
    readOnly(sql, (reader) => readDead(reader, kind, id)),
  )
}

/** @throws NotFound */
export function progressOf({ sql }: Ports, id: string): Promise<ReplayProgress> {
  return found(id, 'replay', () => readOnly(sql, (reader) => replayProgress(reader, id)))
}

type Asked = { payload?: string | undefined; force: boolean; by?: string | undefined }

/** What the body of a request asks for. @throws BadFilter */
export async function askedOf(c: Context): Promise<Asked> {
  const { payload, force, by } = await readReplay(c.req.raw, ReplayBody)
  return { payload: textOf(payload), force: force === true || force === 'yes', by }
}

/** Sends one dead letter again, as the request asks. @throws NotFound, Conflict, BadFilter */
export async function sendOne(c: Context, ports: Ports, asked: Asked, unnamed: Unnamed): Promise<Started> {
  const { payload, force, by } = asked
  const kind = kindOf(c)
  const id = c.req.param('id') ?? ''
  if (kind === 'notice' && payload !== undefined)
    throw new BadFilter([{ field: 'payload', message: 'is for an event: a notice is sent as it is' }])
  if (!isUuid(id)) throw new NotFound('there is no dead letter of that id')
  const replay = randomUUID()
  const outcome = await ports.replays.one({ replay, by: whoOf(c, by, unnamed), kind, id, payload, force })
  if (outcome.kind !== 'sent') throw faultOf(outcome, payload !== undefined)
  return { id: replay, total: 1 }
}

/** Begins to send what matches. @throws NotFound when nothing does */
export async function sendMatching(ports: Ports, by: string, filter: DeadFilter): Promise<Started> {
  const started = await startReplay(ports.sql, { by, filter })
  if (started === undefined)
    throw new NotFound(
      'no dead letter matches that could be sent: those under way and those sent too often are passed over',
    )
  ports.replays.begin(started.id)
  return started
}

/** A payload is a text, or JSON that was meant as one, and is taken to the letter. */
function textOf(payload: unknown): string | undefined {
  return payload === undefined || typeof payload === 'string' ? payload : deepJson(payload as Json)
}

function faultOf(outcome: Exclude<OneOutcome, { kind: 'sent' }>, isMended: boolean): Error {
  switch (outcome.kind) {
    case 'unknown':
      return new NotFound('there is no dead letter of that id')
    case 'poison':
      return new Conflict(`it was sent again ${outcome.replays} times: once more only with force`)
    case 'under-way':
      return new Conflict('it was sent again and has not come back: once more only with force')
    case 'refused':
      return isMended
        ? new BadFilter([{ field: 'payload', message: outcome.reason }])
        : new Conflict(`it is refused again: ${outcome.reason}`)
  }
}
