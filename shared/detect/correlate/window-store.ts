import type { AuditEvent } from '../../events/audit-event.ts'

/** An event that counts towards a correlation: when it happened, which it was, and what it adds. */
export type Moment = { uid: string; timeMs: number; value?: string }

/** One timeline of hits: those of a correlation under a group's key, of which it may keep several. */
export type Series = { ruleId: string; key: string; part: string }

/** What a rule that must wait is to judge, once its time has come. */
export type Due = {
  ruleId: string
  /** The group's key, as people read it. */
  key: string
  /** The referred rule that the event met. */
  via: string
  moment: Moment
  /** By the clock of events: when nothing can come any more that would change the judgement. */
  dueMs: number
}

export type NewHit = Series & {
  moment: Moment
  /** Its series is looked at as soon as hits come, and so worth a cache. */
  immediate: boolean
  /** When and how it is to be judged, for one that waits. */
  due?: { via: string; dueMs: number }
}

/**
 * A look around a moment: the nearest hits of a series, at most `need` to each side, no further than `beforeMs` and
 * `afterMs`, both ends included. The hit of the moment's own uid is none of them.
 */
export type Look = Series & {
  timeMs: number
  uid: string
  beforeMs: number
  afterMs: number
  need: number
  immediate: boolean
  /** The hit of the moment's own uid is wanted besides, where the series has it: an event may be a hit of several. */
  own?: boolean
}

/** A stretch of a series, both ends included: the latest `limit` of its hits. */
export type Stretch = Series & { fromMs: number; toMs: number; limit: number }

export type UidEvent = { uid: string; event: AuditEvent }

/**
 * Where the timelines of correlations are kept. All calls of one judgement belong to one transaction: they take
 * effect together or not at all.
 */
export type WindowStore = {
  /**
   * Adds the hits, each once whatever comes twice, then looks. Whoever adds to a group sees what others have added to it
   * before, and those who come later see these: one waits for the other.
   */
  add(hits: readonly NewHit[], looks: readonly Look[]): Promise<Moment[][]>
  /** Reads stretches, in order of time. */
  read(stretches: readonly Stretch[]): Promise<Moment[][]>
  /** Takes what is due, earliest first; it is not due any more. */
  takeDue(clockMs: number, limit: number): Promise<Due[]>
  /** Events by uid, as far as they are still there. */
  events(uids: readonly string[]): Promise<UidEvent[]>
}
