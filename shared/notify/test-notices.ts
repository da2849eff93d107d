import type { Notice, NoticeAlert } from './notice.ts'

export const AT = Date.UTC(2026, 10, 25, 12)

export function noticeAlert(over: Partial<NoticeAlert> = {}): NoticeAlert {
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
