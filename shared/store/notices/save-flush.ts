import type { Notice } from '../../notify/notice.ts'
import type { GroupState, Member } from '../../notify/routing/types.ts'
import type { Transaction } from '../connect.ts'
import { jsonText } from '../json-text.ts'

/** What a look at a group came to. Times are milliseconds since 1970 UTC. */
export type Flush = {
  groupId: string
  /** undefined: the group is over and forgotten. */
  next: { state: GroupState; dueAt: number | null; intervalMs: number } | undefined
  /** Members that are other than they were. */
  changed: readonly Pick<Member, 'alertId' | 'episode' | 'toldEpisode' | 'toldResolved'>[]
  /** Ids of alerts of which there is nothing more to tell. */
  done: readonly string[]
  /** The notices that tell of the same alerts, one a channel. */
  told: readonly { notices: readonly Notice[]; members: readonly Pick<Member, 'alertId' | 'episode'>[] }[]
}

/**
 * Writes what looks at groups came to. A notice that is there already stays as it is.
 * @param judgedBy fingerprint of the routing
 * @param nowMs milliseconds since 1970 UTC
 */
export async function saveFlush(
  tx: Transaction,
  flushes: readonly Flush[],
  judgedBy: string,
  nowMs: number,
): Promise<void> {
  await saveNotices(tx, flushes, nowMs)
  await saveMembers(tx, flushes)
  await saveGroups(tx, flushes, judgedBy)
}

async function saveNotices(tx: Transaction, flushes: readonly Flush[], nowMs: number): Promise<void> {
  const told = flushes.flatMap((flush) => flush.told.map((telling) => ({ ...telling, groupId: flush.groupId })))
  if (told.length === 0) return
  const rows = told.flatMap(({ notices, groupId }) => notices.map((notice) => ({ group_id: groupId, notice })))
  const now = new Date(nowMs).toISOString()
  await tx`
    insert into notices (id, group_id, receiver, channel, kind, step, notice, status, next_try_at, created_at)
    select (notice->>'id')::uuid, group_id, notice->>'receiver', notice->>'channel', notice->>'kind',
      (notice->>'step')::int, notice, 'pending', ${now}::text::timestamptz, ${now}::text::timestamptz
    from jsonb_to_recordset(${jsonText(rows)}::text::jsonb) as row (group_id uuid, notice jsonb)
    on conflict (id) do nothing`
  const links = told.map(({ notices, members }) => ({
    notices: notices.map(({ id }) => id),
    alerts: members.map(({ alertId, episode }) => ({ alert_id: alertId, episode })),
  }))
  await tx`
    insert into notice_alerts (notice_id, alert_id, episode)
    select notice_id::uuid, alert_id, episode
    from jsonb_to_recordset(${JSON.stringify(links)}::text::jsonb) as link (notices jsonb, alerts jsonb),
      jsonb_array_elements_text(notices) as notice_id,
      jsonb_to_recordset(alerts) as alert (alert_id uuid, episode int)
    on conflict do nothing`
}

async function saveMembers(tx: Transaction, flushes: readonly Flush[]): Promise<void> {
  const changed = flushes.flatMap(({ groupId, changed: members }) =>
    members.map(({ alertId, episode, toldEpisode, toldResolved }) => ({
      group_id: groupId,
      alert_id: alertId,
      episode,
      told_episode: toldEpisode,
      told_resolved: toldResolved,
    })),
  )
  if (changed.length > 0)
    await tx`
      update notice_group_alerts as known
      set episode = row.episode, told_episode = row.told_episode, told_resolved = row.told_resolved
      from jsonb_to_recordset(${JSON.stringify(changed)}::text::jsonb)
        as row (group_id uuid, alert_id uuid, episode int, told_episode int, told_resolved int)
      where known.group_id = row.group_id and known.alert_id = row.alert_id`
  const done = flushes.flatMap((flush) =>
    flush.next === undefined ? [] : flush.done.map((alertId) => ({ group_id: flush.groupId, alert_id: alertId })),
  )
  if (done.length > 0)
    await tx`
      delete from notice_group_alerts as known
      using jsonb_to_recordset(${JSON.stringify(done)}::text::jsonb) as row (group_id uuid, alert_id uuid)
      where known.group_id = row.group_id and known.alert_id = row.alert_id`
}

async function saveGroups(tx: Transaction, flushes: readonly Flush[], judgedBy: string): Promise<void> {
  const kept = flushes.flatMap(({ groupId, next }) =>
    next === undefined
      ? []
      : [
          {
            id: groupId,
            due_at: timeOf(next.dueAt),
            interval_ms: next.intervalMs,
            flushed_at: timeOf(next.state.flushedAt),
            flushes: next.state.flushes,
            told_at: timeOf(next.state.toldAt),
            escalating_since: timeOf(next.state.escalatingSince),
            escalation_step: next.state.escalationStep,
            told_receivers: next.state.toldReceivers,
          },
        ],
  )
  if (kept.length > 0)
    await tx`
      update notice_groups as groups
      set due_at = row.due_at, interval_ms = row.interval_ms, flushed_at = row.flushed_at, flushes = row.flushes,
        told_at = row.told_at, escalating_since = row.escalating_since, escalation_step = row.escalation_step,
        told_receivers = row.told_receivers, judged_by = ${judgedBy}
      from jsonb_to_recordset(${jsonText(kept)}::text::jsonb) as row (
        id uuid, due_at timestamptz, interval_ms bigint, flushed_at timestamptz, flushes int, told_at timestamptz,
        escalating_since timestamptz, escalation_step int, told_receivers jsonb
      )
      where groups.id = row.id`
  const over = flushes.filter(({ next }) => next === undefined).map(({ groupId }) => groupId)
  if (over.length > 0)
    await tx`
      delete from notice_groups
      where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(over)}::text::jsonb))`
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
