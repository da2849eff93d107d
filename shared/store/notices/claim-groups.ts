import type { GroupState } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'

/** A group that is to be looked at. Times are milliseconds since 1970 UTC. */
export type DueGroup = {
  id: string
  /** The key of its route. */
  route: string
  labels: Readonly<Record<string, string>>
  /** Another one when the group comes again after it was over. */
  life: string
  state: GroupState
  dueAt: number
  /** How many alerts are in it. */
  size: number
}

/**
 * Takes groups whose time has come, those that wait longest first; nobody else looks at them until the transaction ends.
 * @param nowMs milliseconds since 1970 UTC
 */
export async function claimGroups(tx: Transaction, nowMs: number, limit: number): Promise<DueGroup[]> {
  const now = new Date(nowMs).toISOString()
  const rows = await tx<(GroupState & Omit<DueGroup, 'state'>)[]>`
    select id, route, labels, life::text as life, flushes, escalation_step as "escalationStep",
      told_receivers as "toldReceivers",
      (extract(epoch from due_at) * 1000)::float8 as "dueAt",
      (extract(epoch from flushed_at) * 1000)::float8 as "flushedAt",
      (extract(epoch from told_at) * 1000)::float8 as "toldAt",
      (extract(epoch from escalating_since) * 1000)::float8 as "escalatingSince",
      (select count(*)::int from notice_group_alerts where group_id = notice_groups.id) as size
    from notice_groups
    where due_at <= ${now}::text::timestamptz
    order by due_at, id
    limit ${limit}
    for update skip locked`
  return rows.map(({ id, route, labels, life, dueAt, size, ...state }) => {
    return { id, route, labels, life, dueAt, size, state }
  })
}
