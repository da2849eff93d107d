import { describe, expect, it } from 'vitest'
import type { Level } from '../events/catalogue.ts'
import { noticeAlert } from './formats/testing/notices.ts'
import { MAX_NOTICE_ALERTS, type NoticeAlertStatus } from './notice.ts'
import { chooseAlerts, planNotices } from './plan-notices.ts'
import type { Member, PlannedNotice } from './routing/types.ts'

const NOW = Date.UTC(2026, 10, 25)
const group = { id: '11111111-1111-4111-8111-111111111111', labels: { team: 'red' }, life: '7', flushes: 3 }
const member = (alertId: string, status: NoticeAlertStatus = 'open'): Member => {
  return { alertId, episode: 1, status, labels: {}, toldEpisode: null, toldResolved: null }
}
const telling = (changes: Partial<PlannedNotice> = {}): PlannedNotice => {
  return { kind: 'firing', step: 0, receiver: 'ops', members: [member('a'), member('b', 'resolved')], ...changes }
}
const channel = (name: string, sendResolved = true) => ({ name, sendResolved })
const alerts = [noticeAlert({ id: 'a' }), noticeAlert({ id: 'b', status: 'resolved' })]

describe('the notices of a telling', () => {
  it('go to each channel, and those that don’t want to hear of ends hear of none', () => {
    const [all, firing] = planNotices(group, telling(), [channel('ops/a/0'), channel('ops/b/0', false)], alerts, NOW)
    expect(all).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      kind: 'firing',
      step: 0,
      receiver: 'ops',
      channel: 'ops/a/0',
      groupKey: group.id,
      groupLabels: { team: 'red' },
      alerts,
      omitted: 0,
      at: NOW,
    })
    expect(firing).toMatchObject({ channel: 'ops/b/0', alerts: [{ id: 'a' }], omitted: 0 })
    expect(planNotices(group, telling({ kind: 'resolved' }), [channel('ops/b/0', false)], alerts, NOW)).toEqual([])
  })

  it('have the same id however often they are planned, and another one for all that makes them another notice', () => {
    const idOf = (of = group, told = telling(), name = 'ops/a/0') =>
      planNotices(of, told, [channel(name)], alerts, NOW)[0]?.id
    const ids = [
      idOf(),
      idOf({ ...group, flushes: 4 }),
      idOf({ ...group, life: '8' }),
      idOf({ ...group, id: '2' }),
      idOf(group, telling({ kind: 'repeat' })),
      idOf(group, telling({ kind: 'escalation', step: 1 })),
      idOf(group, telling(), 'ops/a/1'),
    ]
    expect(new Set(ids).size).toBe(ids.length)
    expect(idOf()).toBe(ids[0])
  })
})

describe('what a notice has room for', () => {
  const told = (alertId: string, status: NoticeAlertStatus, level: Level) => ({ alertId, status, level })

  it('is what fires before what is over, and the worst before the rest', () => {
    const members = [
      told('a', 'resolved', 'critical'),
      told('b', 'open', 'low'),
      told('c', 'false_positive', 'low'),
      told('d', 'acknowledged', 'critical'),
      told('e', 'open', 'informational'),
      told('f', 'open', 'low'),
    ]
    expect(chooseAlerts(members).map(({ alertId }) => alertId)).toEqual(['d', 'b', 'f', 'e', 'a', 'c'])
    expect(chooseAlerts([...members].reverse())).toEqual(chooseAlerts(members))
  })

  it('is no more than it has room for, and says how many more there are', () => {
    const members = Array.from({ length: 120 }, (_, index) => told(`a-${index}`, 'open', 'low'))
    expect(chooseAlerts(members)).toHaveLength(MAX_NOTICE_ALERTS)
    const many = telling({ members: members.map(({ alertId }) => member(alertId)) })
    const shown = chooseAlerts(members).map(({ alertId }) => noticeAlert({ id: alertId }))
    expect(planNotices(group, many, [channel('ops/a/0')], shown, NOW)[0]).toMatchObject({ omitted: 70 })
  })
})
