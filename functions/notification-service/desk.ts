import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { type NextDue, nextDue } from '../../shared/store/notices/next-due.ts'
import { touchStale } from '../../shared/store/notices/touch-stale.ts'
import { flushDue } from './flush-due.ts'
import { createLoop } from './loop.ts'
import type { RoutingSource } from './routing-source.ts'
import { type WakePorts, wake } from './wake.ts'

export type DeskPorts = WakePorts & {
  sql: Sql
  clock: Clock
  log: Log
  routing: RoutingSource
  /** Sends what is due; returns when something will be again. */
  send: () => Promise<{ nextDueAt: number | null }>
  /** Hears of a group that was looked at, and how much later than it was due. */
  onLook?: (lateMs: number) => void
}

/** What looks at groups and sends notices when they are due. */
export type Desk = {
  /** Looks at what is due. What comes of it is sent, which nobody waits for. */
  look(): Promise<void>
  /** The same, without anybody waiting, after something was planned: it is seen to that somebody looks even if this process ends now. */
  nudge(): void
  /** The same after groups that come from another routing have been found, too. */
  lookAround(): Promise<void>
  /** Looks at nothing more, and lets end what is being sent. */
  stop(): Promise<void>
}

/**
 * Runs the desk. All that it knows is in the database: it may be ended at any time, and others may run beside it. While the
 * process lives its timers are exact; messages that wake and the tick see to it that one lives when something is due.
 */
export function createDesk(ports: DeskPorts): Desk {
  const { sql, clock, log } = ports
  const putOff = (what: string) => (error: Error) => log.warn(`${what} is put off`, { reason: error.message })
  /** The routing that every group's next look comes from. */
  let judgedBy: string | undefined
  let isEnding = false

  let waking: Promise<void> | undefined
  /** Till then a message of this process is under way, or the broker is away. */
  let seenToTill = 0
  const remind = (dueAt: number | null): void => {
    if (clock() < seenToTill) return
    waking ??= wake(dueAt, ports)
      .then((at) => {
        seenToTill = at ?? seenToTill
      })
      .catch(putOff('waking'))
      .finally(() => {
        waking = undefined
      })
  }

  const sending = createLoop(
    async () => {
      const { nextDueAt } = await ports.send()
      remind(soonest(await nextDue(sql)))
      return nextDueAt
    },
    clock,
    putOff('sending'),
  )
  const send = () => void sending.run().catch(putOff('sending'))
  const looking = createLoop(
    async () => {
      const judge = await ports.routing.get()
      if (judge.fingerprint !== judgedBy) {
        while (await touchStale(sql, judge.fingerprint, clock()));
        judgedBy = judge.fingerprint
      }
      try {
        const due = await flushDue({ ...ports, judge, onWritten: send, isEnding: () => isEnding })
        remind(soonest(due))
        return due.look
      } finally {
        send()
      }
    },
    clock,
    putOff('looking at groups'),
  )
  return {
    look: () => looking.run(),
    nudge: () => {
      remind(clock())
      void looking.run().catch(putOff('looking at groups'))
    },
    lookAround: () => {
      judgedBy = undefined
      return looking.run()
    },
    async stop() {
      isEnding = true
      await looking.stop()
      await sending.stop()
      await waking
    },
  }
}

function soonest({ look, send }: NextDue): number | null {
  return look === null || send === null ? (look ?? send) : Math.min(look, send)
}
