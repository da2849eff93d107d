import { describe, expect, it } from 'vitest'
import { compareAlerts } from './compare-alerts.ts'

const ann = { key: 'u=ann', events: 3 }
const bob = { key: 'u=bob', events: 5 }

describe('comparing alerts with those expected', () => {
  it.each([
    [[], []],
    [[{}], [ann]],
    [[{ key: 'u=ann' }], [ann]],
    [[{ events: 3 }], [ann]],
    [[{ events: 3, key: 'u=ann' }], [ann]],
    [
      [{}, { key: 'u=ann' }],
      [ann, bob],
    ],
    [
      [{ events: 3 }, { key: 'u=bob' }],
      [ann, bob],
    ],
  ])('takes %j for %j', (expected, raised) => {
    expect(compareAlerts(expected, raised)).toBeUndefined()
  })

  it.each([
    [[], [ann], 'expected no alert, got 1 alert (u=ann, 3 events)'],
    [[{}], [], 'expected 1 alert, got no alert'],
    [[{}], [ann, bob], 'expected 1 alert, got 2 alerts (u=ann, 3 events; u=bob, 5 events)'],
    [[{ key: 'u=eve' }], [ann], 'expected 1 alert (u=eve), got 1 alert (u=ann, 3 events)'],
    [[{ events: 4 }], [ann], 'expected 1 alert (4 events), got 1 alert (u=ann, 3 events)'],
    [[{ key: 'u=ann' }, { key: 'u=ann' }], [ann, bob], 'expected 2 alerts (u=ann; u=ann), got 2 alerts'],
  ])('says of %j and %j what differs', (expected, raised, wanted) => {
    expect(compareAlerts(expected, raised)).toContain(wanted)
  })
})
