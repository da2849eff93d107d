import type { Notice, NoticeAlert } from './notice.ts'

const numbered = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** An alert as notices tell it, for tests. */
export function noticeAlert(number: number, changes: Partial<NoticeAlert> = {}): NoticeAlert {
  return {
    id: numbered(number),
    episode: 1,
    rule: { id: 'rule-1', title: 'Root login', level: 'high', tags: ['attack.t1078'] },
    key: `actor.user.name=user-${number}`,
    summary: `user-${number} logged in from a new address`,
    labels: { alertname: ['Root login'], level: ['high'] },
    status: 'open',
    assignee: null,
    openedAt: 1_700_000_000_000,
    firstEventAt: 1_700_000_000_000,
    lastEventAt: 1_700_000_000_000,
    eventCount: 2,
    ...changes,
  }
}

/** A notice of one alert, for tests. */
export function testNotice(number: number, changes: Partial<Notice> = {}): Notice {
  return {
    id: numbered(number),
    kind: 'firing',
    step: 0,
    receiver: 'ops',
    channel: 'ops/slack/0',
    groupKey: `group-${number}`,
    groupLabels: {},
    alerts: [noticeAlert(number)],
    omitted: 0,
    at: 1_700_000_000_000,
    ...changes,
  }
}
