import type { Sql, Transaction } from '../connect.ts'
import { transaction } from '../transaction.ts'
import { holdAlerts } from './hold-alerts.ts'
import { type Join, joinGroups } from './join-groups.ts'

/** Who takes a group's alerts over; `told`: who is told there has heard all that was told here. */
export type Move = Join & { told: boolean }

/**
 * Moves alerts of a group to others, with what was told of them where those who are told are the same, and forgets the group.
 * Alerts that came to it meanwhile stay, and the group with them. A group that is gone by then moves nothing.
 * @param judgedBy fingerprint of the routing
 * @param nowMs milliseconds since 1970 UTC
 */
export async function moveGroup(
  sql: Sql,
  groupId: string,
  moves: readonly Move[],
  judgedBy: string,
  nowMs: number,
): Promise<void> {
  await transaction(sql, async (tx) => {
    await holdAlerts(
      tx,
      moves.map(({ alert }) => alert.alert_id),
    )
    // Groups are locked in the order of their ids, this one between the others.
    await join(
      tx,
      moves.filter((move) => move.groupId < groupId),
      judgedBy,
      nowMs,
    )
    const found = await tx`select 1 from notice_groups where id = ${groupId} for update`
    await join(
      tx,
      moves.filter((move) => move.groupId > groupId),
      judgedBy,
      nowMs,
    )
    if (found.length > 0) await leave(tx, groupId, moves)
  })
}

async function join(tx: Transaction, moves: readonly Join[], judgedBy: string, nowMs: number): Promise<void> {
  if (moves.length > 0) await joinGroups(tx, moves, judgedBy, nowMs)
}

async function leave(tx: Transaction, groupId: string, moves: readonly Move[]): Promise<void> {
  const heirs = [...new Set(moves.filter(({ told }) => told).map((move) => move.groupId))]
  if (heirs.length > 0) await carryOver(tx, groupId, JSON.stringify(heirs))
  const moved = JSON.stringify(moves.map(({ alert }) => alert.alert_id))
  await tx`
    delete from notice_groups where id = ${groupId} and not exists (
      select from notice_group_alerts
      left join alerts on alerts.id = alert_id
      where group_id = ${groupId} and alert_id not in (select value::uuid from jsonb_array_elements_text(${moved}::text::jsonb))
        and (alerts.status is distinct from 'resolved' or coalesce(told_resolved, 0) < told_episode)
    )`
  await tx`
    delete from notice_group_alerts
    where group_id = ${groupId} and alert_id in (select value::uuid from jsonb_array_elements_text(${moved}::text::jsonb))`
}

async function carryOver(tx: Transaction, groupId: string, heirs: string): Promise<void> {
  await tx`
    update notice_group_alerts as known
    set told_episode = old.told_episode, told_resolved = old.told_resolved
    from notice_group_alerts old
    where old.group_id = ${groupId} and old.alert_id = known.alert_id and known.told_episode is null
      and known.group_id in (select value::uuid from jsonb_array_elements_text(${heirs}::text::jsonb))`
  await tx`
    update notice_groups as groups
    set flushed_at = coalesce(groups.flushed_at, old.flushed_at),
      told_at = coalesce(groups.told_at, old.told_at),
      escalation_step = case when groups.escalating_since is null then old.escalation_step else groups.escalation_step end,
      escalating_since = coalesce(groups.escalating_since, old.escalating_since),
      told_receivers = (
        select coalesce(jsonb_agg(distinct receiver), '[]')
        from jsonb_array_elements_text(groups.told_receivers || old.told_receivers) as receiver
      )
    from notice_groups old
    where old.id = ${groupId}
      and groups.id in (select value::uuid from jsonb_array_elements_text(${heirs}::text::jsonb))`
}
