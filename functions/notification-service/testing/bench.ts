import { randomBytes, randomUUID } from 'node:crypto'
import { ALERT_TRIGGERED, type Level } from '../../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../../shared/events/envelope.ts'
import type { Log } from '../../../shared/ports/ports.ts'

export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/** An alert event as the analysis publishes it, with a new id unless one is given. */
export function alertEvent(level: Level = 'high', id: string = randomUUID()): CloudEvent<Record<string, unknown>> {
  const data = {
    alert_id: id,
    rule: { id: 'rule-1', title: 'Root login', level, tags: ['attack.t1078'] },
    key: 'actor.user.name=root',
    summary: 'root logged in from a new address',
    first_event_at: 1_700_000_000_000,
    last_event_at: 1_700_000_001_000,
    event_count: 2,
    opened_at: 1_700_000_002_000,
  }
  return {
    specversion: '1.0',
    id,
    source: '/test',
    type: ALERT_TRIGGERED,
    time: '2026-11-25T07:00:00Z',
    data,
    extensions: {},
  }
}

export type Line = { level: string; message: string; fields: Record<string, unknown> }

/** A log that keeps its lines. */
export function keepingLog(): Log & { lines: Line[] } {
  const lines: Line[] = []
  const at =
    (level: string) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields })
    }
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}

/** A clock that only `sleep` and the test move. It starts at the real time, for signatures are checked against that. */
export function movableTime() {
  const slept: number[] = []
  let now = Date.now()
  return {
    slept,
    clock: () => now,
    advance: (ms: number) => {
      now += ms
    },
    sleep: async (ms: number) => {
      slept.push(ms)
      now += ms
    },
  }
}

/** Holds whoever awaits `opened` until `open` is called. */
export function gate(): { opened: Promise<void>; open: () => void } {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
