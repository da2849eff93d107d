import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/helpers/database.ts'
import { transaction } from '../transaction.ts'
import { loadMembers } from './load-members.ts'
import { loadNoticeAlerts, noticeAlertKey } from './load-notice-alerts.ts'
import { alertOf, join, joinOf, newId, SECOND, storeAlert, T0 } from './testing.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const members = (...ids: string[]) => transaction(database.sql, (tx) => loadMembers(tx, ids))
const joined = async (alert = alertOf()) => {
  const id = newId()
  await join(database.sql, [joinOf(id, alert)], T0)
  return { id, alert }
}

describe('the alerts of a group', () => {
  it('have the labels and level of their rule and event, and were told nothing at first', async () => {
    const { id, alert } = await joined(alertOf({ level: 'critical', labels: { product: ['aws'], tenant: ['a', 'b'] } }))
    expect(await members(id)).toEqual([
      {
        groupId: id,
        alertId: alert.alert_id,
        episode: 1,
        status: 'open',
        toldEpisode: null,
        toldResolved: null,
        level: 'critical',
        labels: {
          alertname: ['Root login'],
          rule: ['rule-1'],
          level: ['critical'],
          tag: ['attack.t1078'],
          key: [alert.key],
          product: ['aws'],
          tenant: ['a', 'b'],
        },
      },
    ])
  })

  it.each([
    ['open', null, 'open'],
    ['acknowledged', null, 'acknowledged'],
    ['resolved', 'resolved', 'resolved'],
    ['resolved', 'quiet', 'resolved'],
    ['resolved', null, 'resolved'],
    ['resolved', 'false_positive', 'false_positive'],
  ])('that are %s by %s count as %s', async (status, resolution, seen) => {
    const { id, alert } = await joined()
    await storeAlert(database.sql, alert, { status, resolution })
    expect(await members(id)).toMatchObject([{ status: seen }])
  })

  it('that re-opened are in their new episode before its event has come', async () => {
    const { id, alert } = await joined()
    await storeAlert(database.sql, { ...alert, episode: 3 })
    expect(await members(id)).toMatchObject([{ episode: 3, status: 'open' }])
  })

  it('whose new episode went to other groups are over in this one', async () => {
    const { id, alert } = await joined()
    const other = newId()
    await storeAlert(database.sql, { ...alert, episode: 2 })
    await join(database.sql, [joinOf(other, { ...alert, episode: 2 })], T0)
    expect(await members(id, other)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ groupId: id, episode: 1, status: 'resolved' }),
        expect.objectContaining({ groupId: other, episode: 2, status: 'open' }),
      ]),
    )
  })

  it('are those of the groups asked for', async () => {
    const [one, , three] = [await joined(), await joined(), await joined()]
    const found = await members(one.id, three.id)
    expect(found.map(({ groupId }) => groupId).sort()).toEqual([one.id, three.id].sort())
    expect(await members()).toEqual([])
  })
})

describe('what a notice tells of an alert', () => {
  const told = async (id: string) => {
    const found = await members(id)
    const alerts = await transaction(database.sql, (tx) => loadNoticeAlerts(tx, found))
    return found.map((member) => alerts.get(noticeAlertKey(member)))
  }

  it('is what its event said', async () => {
    const { id, alert } = await joined(alertOf({ labels: { product: ['aws'] } }))
    expect(await told(id)).toMatchObject([
      {
        id: alert.alert_id,
        episode: 1,
        rule: { id: 'rule-1', title: 'Root login', level: 'high', tags: ['attack.t1078'] },
        key: alert.key,
        summary: alert.summary,
        status: 'open',
        assignee: null,
        openedAt: alert.opened_at,
        firstEventAt: alert.first_event_at,
        lastEventAt: alert.last_event_at,
        eventCount: 2,
        labels: { product: ['aws'], level: ['high'] },
      },
    ])
  })

  it('is brought up to date: whose it is, how many events, the last of them, the episode', async () => {
    const { id, alert } = await joined()
    await storeAlert(
      database.sql,
      { ...alert, episode: 2 },
      { status: 'acknowledged', assignee: 'ann', eventCount: 12 },
    )
    expect(await told(id)).toMatchObject([
      { episode: 2, status: 'acknowledged', assignee: 'ann', eventCount: 12, lastEventAt: T0 + 90 * SECOND },
    ])
  })
})
