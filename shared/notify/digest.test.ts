import { describe, expect, it } from 'vitest'
import { digest } from './digest.ts'
import { noticeAlert, testNotice } from './formats/testing/notices.ts'
import { MAX_NOTICE_ALERTS } from './notice.ts'

const limit = { max: 20, perMs: 60_000 }
const now = 1_700_000_100_000
const rule = (level: 'critical' | 'low') => ({ ...noticeAlert(1).rule, level })

describe('a digest', () => {
  it('is a notice of the same channel with an id of its own, the same for the same parts', () => {
    const parts = [testNotice(1), testNotice(2)]
    const made = digest(parts, limit, now)
    expect(made).toMatchObject({
      kind: 'digest',
      step: 0,
      receiver: 'ops',
      channel: 'ops/slack/0',
      at: now,
      omitted: 0,
    })
    expect(made.text).toBe('2 notices together, since more than 20 a minute would have come.')
    expect(made.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)
    expect(digest(parts, limit, now + 1).id).toBe(made.id)
    expect(digest([testNotice(1), testNotice(3)], limit, now).id).not.toBe(made.id)
  })

  it.each([
    [1_000, 'a second'],
    [90_000, 'in 90 seconds'],
    [300_000, 'in 5 minutes'],
    [3_600_000, 'an hour'],
    [7_200_000, 'in 2 hours'],
  ])('says %i ms as "%s"', (perMs, span) => {
    expect(digest([testNotice(1)], { max: 3, perMs }, now).text).toContain(`more than 3 ${span} would have come`)
  })

  it('tells what fires first, the worst first, then the latest', () => {
    const alerts = [
      noticeAlert(1, { status: 'resolved', rule: rule('critical') }),
      noticeAlert(2, { rule: rule('low') }),
      noticeAlert(3, { status: 'acknowledged', rule: rule('critical') }),
      noticeAlert(4),
      noticeAlert(5, { lastEventAt: 1_700_000_000_001 }),
      noticeAlert(6, { rule: rule('critical') }),
    ]
    const told = digest(
      alerts.map((alert, index) => testNotice(index, { alerts: [alert] })),
      limit,
      now,
    )
    expect(told.alerts.map(({ id }) => Number(id.slice(-2)))).toEqual([6, 5, 4, 2, 3, 1])
  })

  it('tells an alert once, as it was told last, and its latest episode', () => {
    const parts = [
      testNotice(1, { at: now + 2, alerts: [noticeAlert(1, { status: 'resolved' })], kind: 'resolved' }),
      testNotice(2, { at: now + 1, alerts: [noticeAlert(1), noticeAlert(2, { episode: 2 })] }),
      testNotice(3, { at: now + 3, alerts: [noticeAlert(2, { episode: 1, status: 'resolved' })] }),
    ]
    expect(digest(parts, limit, now).alerts).toMatchObject([
      { episode: 2, status: 'open' },
      { episode: 1, status: 'resolved' },
    ])
  })

  it('counts what it leaves out', () => {
    const many = Array.from({ length: 60 }, (_, index) => testNotice(index, index === 0 ? { omitted: 7 } : {}))
    const made = digest(many, limit, now)
    expect(made.alerts).toHaveLength(MAX_NOTICE_ALERTS)
    expect(made.omitted).toBe(17)
  })

  it('keeps the labels that all have in common, and what some say in words', () => {
    const parts = [
      testNotice(1, { groupLabels: { level: 'high', key: 'a' } }),
      testNotice(2, { groupLabels: { level: 'high' }, text: 'A silence ends in an hour.' }),
    ]
    expect(digest(parts, limit, now)).toMatchObject({
      groupLabels: { level: 'high' },
      text: expect.stringMatching(/would have come\. A silence ends in an hour\.$/),
    })
  })
})
