import type { GroupState } from './types.ts'

/** A group that nobody has looked at. */
export const NEW_GROUP: GroupState = {
  flushedAt: null,
  flushes: 0,
  toldAt: null,
  escalatingSince: null,
  escalationStep: 0,
  toldReceivers: [],
}
