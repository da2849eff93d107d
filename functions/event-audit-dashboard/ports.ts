import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import type { Feed } from '../../shared/store/follow-feed.ts'
import type { ReplaysAtWork } from './replays-at-work.ts'

/** What the dashboard needs from outside. */
export type Ports = {
  sql: Sql
  clock: Clock
  log: Log
  /** Without a token everybody may read and change alerts; the pages say so. */
  access: { token?: string }
  feed: Feed
  /** How long an event that AuditFlow sends to itself may take until it is stored. */
  canaryWithinMs: number
  /** What signs the links in messages; without it they lead nowhere. */
  linkSecret?: Buffer
  replays: ReplaysAtWork
}
