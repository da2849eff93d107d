import type { Notice, NoticeAlert } from '../../notice.ts'

export const AT = Date.UTC(2026, 10, 25, 12)

export function noticeAlert(number: number, changes?: Partial<NoticeAlert>): NoticeAlert
export function noticeAlert(over?: Partial<NoticeAlert>): NoticeAlert
export function noticeAlert(
  first: number | Partial<NoticeAlert> = {},
  changes: Partial<NoticeAlert> = {},
): NoticeAlert {
  return typeof first === 'number' ? numberedAlert(first, changes) : oneAlert(first)
}

function oneAlert(over: Partial<NoticeAlert>): NoticeAlert {
  return {
    id: '0190a0b0-c0d0-7000-8000-0123456789ab',
    episode: 1,
    rule: { id: 'aws-root-key', title: 'Root account used', level: 'high', tags: ['attack.t1078'] },
    key: 'actor.user.name=ann',
    summary: 'Root account used by actor.user.name=ann: raw.eventName is ConsoleLogin',
    labels: {
      alertname: ['Root account used'],
      rule: ['aws-root-key'],
      level: ['high'],
      tag: ['attack.t1078'],
      product: ['aws'],
      key: ['actor.user.name=ann'],
      'actor.user.name': ['ann'],
    },
    status: 'open',
    assignee: null,
    openedAt: AT - 60_000,
    firstEventAt: AT - 120_000,
    lastEventAt: AT - 60_000,
    eventCount: 3,
    ...over,
  }
}

export function notice(over: Partial<Notice> = {}): Notice {
  return {
    id: '5f0c2c3e-1111-4222-8333-944455556666',
    kind: 'firing',
    step: 0,
    receiver: 'ops',
    channel: 'ops/slack/0',
    groupKey: '9a3e6f20-0000-4000-8000-00000000abcd',
    groupLabels: { alertname: 'Root account used' },
    alerts: [noticeAlert()],
    omitted: 0,
    at: AT,
    ...over,
  }
}

const numbered = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

function numberedAlert(number: number, changes: Partial<NoticeAlert>): NoticeAlert {
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
