import { LEVELS, type Level } from '../events/catalogue.ts'
import { uidOf } from '../events/envelope.ts'
import type { ChannelConfig } from './channels/types.ts'
import { MAX_NOTICE_ALERTS, type Notice, type NoticeAlert, type NoticeAlertStatus } from './notice.ts'
import type { PlannedNotice } from './routing/types.ts'

/** The group that a notice is about, and which look at it this is. */
export type NoticeGroup = {
  id: string
  labels: Readonly<Record<string, string>>
  /** Another one when the group comes again after it was over. */
  life: string
  flushes: number
}

/**
 * The notices of a telling, one a channel that wants its kind; who doesn't want to hear of what is over hears of none of it.
 * @param alerts those to be told of, as `chooseAlerts` chose them
 * @param now milliseconds since 1970 UTC
 */
export function planNotices(
  group: NoticeGroup,
  { kind, step, receiver, members }: PlannedNotice,
  channels: readonly Pick<ChannelConfig, 'name' | 'sendResolved'>[],
  alerts: readonly NoticeAlert[],
  now: number,
): Notice[] {
  return channels
    .filter(({ sendResolved }) => kind !== 'resolved' || sendResolved)
    .map(({ name, sendResolved }) => {
      const wanted = ({ status }: { status: NoticeAlertStatus }): boolean => sendResolved || !isOver(status)
      const shown = alerts.filter(wanted)
      return {
        id: noticeId(group, kind, step, name),
        kind,
        step,
        receiver,
        channel: name,
        groupKey: group.id,
        groupLabels: group.labels,
        alerts: shown,
        omitted: members.filter(wanted).length - shown.length,
        at: now,
      }
    })
}

/** What a notice has room for: those that fire first, the worst first, always in the same order. */
export function chooseAlerts<Told extends { alertId: string; status: NoticeAlertStatus; level: Level }>(
  members: readonly Told[],
): Told[] {
  const rank = ({ status, level }: Told) => (isOver(status) ? LEVELS.length : 0) - LEVELS.indexOf(level)
  return [...members].sort((a, b) => rank(a) - rank(b) || (a.alertId < b.alertId ? -1 : 1)).slice(0, MAX_NOTICE_ALERTS)
}

function isOver(status: NoticeAlertStatus): boolean {
  return status === 'resolved' || status === 'false_positive'
}

/** A UUID: the first 128 bits of SHA-256 over what makes a notice that notice. */
function noticeId({ id, life, flushes }: NoticeGroup, kind: string, step: number, channel: string): string {
  return uidOf(id, [life, flushes, kind, step, channel].join('\0'))
}
