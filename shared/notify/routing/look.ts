import type { GroupState, Member, PlannedNotice, Route } from './types.ts'

/** What the parts of a decision share. */
export type Look = {
  route: Route
  now: number
  /** Till when a time interval lets nothing be told. */
  mutedUntil: number | undefined
  /** The last telling is less than `group_interval` ago: only a step of the escalation may come. */
  isEarly: boolean
  isMuted: (member: Member) => boolean
}

/** A group as it stands after a part of the look. */
export type Standing = { members: readonly Member[]; state: GroupState; notices: readonly PlannedNotice[] }

/** A receiver that has heard of the group is told when it is over. */
export function withReceiver(receivers: readonly string[], receiver: string): readonly string[] {
  return receivers.includes(receiver) ? receivers : [...receivers, receiver]
}
