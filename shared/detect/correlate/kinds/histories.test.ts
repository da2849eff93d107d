import { describe, expect, it } from 'vitest'
import { anEvent } from '../../testing.ts'
import { replay } from '../replay.ts'
import { aCorrelation, alertsOf, lines, NOON_MS, offsetMs, rulesetOf, uidOfNumber } from '../testing.ts'

type Case = [what: string, condition: Record<string, unknown>, events: string, alerts: string[]]

function table(type: string, cases: Case[]): void {
  describe(type, () => {
    it.each(cases)('%s: %j', async (_, condition, events, alerts) => {
      expect(await alertsOf([aCorrelation('odd', { type, condition })], events)).toEqual(alerts)
    })
  })
}

table('new_term', [
  ['a value never seen', { field: 'v' }, 'ann a@0s:x a@1s:y', ['odd ann: 2']],
  ['a value seen before', { field: 'v' }, 'ann a@0s:x a@1s:x', []],
  ['the first of a group is not new', { field: 'v' }, 'ann a@0s:x bob a@1s:y', []],
  ['seen exactly one timespan before', { field: 'v' }, 'ann a@0s:x a@30s:x a@1m30s:x', []],
  ['seen a millisecond earlier', { field: 'v' }, 'ann a@0s:x a@30s:z a@1m1ms:x', ['odd ann: 2 3']],
  [
    'seen long ago, by one that is judged along with it',
    { field: 'v' },
    'ann a@0s:x a@1m:z a@1m5s:x a@2m:z a@2m6s:x',
    ['odd ann: 2 3 5'],
  ],
  ['not known well enough', { field: 'v', known: 3 }, 'ann a@0s:x a@1s:x a@2s:y', []],
  ['known just well enough', { field: 'v', known: 3 }, 'ann a@0s:x a@1s:x a@2s:x a@3s:y', ['odd ann: 4']],
  ['known well, but long ago', { field: 'v', known: 2 }, 'ann a@0s:x a@1s:x a@1m2s:y', []],
  ['many known, at one instant', { field: 'v', known: 3 }, 'ann a@5s:x a@5s:x a@5s:x a@5s:y', ['odd ann: 4']],
  ['twice at one instant', { field: 'v' }, 'ann a@0s:x a@1s:y a@1s:y', ['odd ann: 2']],
  ['without a value', { field: 'v' }, 'ann a@0s:x a@1s', []],
  ['of another group', { field: 'v' }, 'ann a@0s:x bob a@1s:x a@2s:y', ['odd bob: 3']],
])

it('new_term counts what is known for each of many hits that are judged together', async () => {
  const known = Array.from({ length: 60 }, (_, i) => `a@${i}s:x`).join(' ')
  const doc = aCorrelation('odd', { type: 'new_term', timespan: '10m', condition: { field: 'v', known: 60 } })
  expect(await alertsOf([doc], `ann ${known} a@1m:y ${known.replaceAll('s:', 's500ms:')}`)).toEqual(['odd ann: 61'])
})

const quiet = 'a@0s a@1m a@2m a@3m a@4m'
table('spike', [
  [
    'three times the average',
    { gte: 3, baseline: '5m', min: 3 },
    `ann ${quiet} a@5m a@5m1s a@5m2s`,
    ['odd ann: 6 7 8'],
  ],
  ['not four times', { gte: 4, baseline: '5m', min: 3 }, `ann ${quiet} a@5m a@5m1s a@5m2s`, []],
  ['more than three times is asked for', { gt: 3, baseline: '5m', min: 3 }, `ann ${quiet} a@5m1ms a@5m1s a@5m2s`, []],
  ['too few to be one', { gte: 3, baseline: '5m', min: 4 }, `ann ${quiet} a@5m1s a@5m2s a@5m3s`, []],
  ['ten at least where nothing is said', { gte: 3, baseline: '5m' }, `ann ${quiet} a@5m1s a@5m2s a@5m3s a@5m4s`, []],
  ['a new group has no average', { gte: 2, baseline: '5m', min: 2 }, 'ann a@0s a@1s a@2s a@3s', []],
  ['a baseline that has gone by', { gte: 2, baseline: '5m', min: 2 }, 'ann a@0s a@6m1ms a@6m2ms', []],
  ['a baseline that just reaches', { gte: 2, baseline: '5m', min: 2 }, 'ann a@1ms a@6m a@6m1ms', ['odd ann: 2 3']],
  ['of two groups', { gte: 3, baseline: '5m', min: 3 }, `ann ${quiet} bob a@5m a@5m1s a@5m2s`, []],
])

table('flatline', [
  ['enough, and then nothing', { lt: 2 }, 'ann a@0s a@10s', ['odd ann: 1 2']],
  ['goes on for a while', { lt: 2 }, 'ann a@0s a@30s a@1m a@1m30s a@2m', ['odd ann: 2 3 4 5']],
  ['never was enough', { lt: 3 }, 'ann a@0s a@10s', []],
  ['one follows at the last moment', { lt: 1 }, 'ann a@0s a@1m', ['odd ann: 1 2']],
  ['one follows a millisecond too late', { lt: 1 }, 'ann a@0s a@1m1ms', ['odd ann: 1 2']],
  ['at most one', { lte: 1 }, 'ann a@0s a@10s a@20s', ['odd ann: 1 2 3']],
  ['of two groups', { lt: 2 }, 'ann a@0s bob a@10s', []],
])

describe('impossible_travel', () => {
  const places = [
    { country: 'Xland', lat: 0, long: 0 },
    { country: 'Yland', lat: 0, long: 9 },
    { country: 'Yland', city: 'Near', lat: 0, long: 0.5 },
  ]
  type Location = { country?: string; city?: string; lat?: number; long?: number }
  const at = (lat: number, long: number): Location => ({ lat, long })
  type Stay = [user: string, at: string, location?: Location]
  // A degree of the equator is 111.19 km.
  it.each<[what: string, condition: Record<string, number>, stays: Stay[], alerts: string[]]>([
    [
      'too fast',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '1h', at(0, 9)],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'fast, but possible',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '1h', at(0, 8)],
      ],
      [],
    ],
    [
      'there and back, the earlier last',
      { gt: 900 },
      [
        ['ann', '1h', at(0, 9)],
        ['ann', '0s', at(0, 0)],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'over the date line',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 179.9)],
        ['ann', '1m', at(0, -179.9)],
      ],
      [],
    ],
    [
      'less than 100 km',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '1s', at(0, 0.89)],
      ],
      [],
    ],
    [
      'more than 100 km',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '1s', at(0, 0.91)],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'at the same instant',
      { gte: 900 },
      [
        ['ann', '5s', at(0, 0)],
        ['ann', '5s', at(0, 9)],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'exactly one timespan apart',
      { gt: 100 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '2h', at(0, 9)],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'a millisecond more',
      { gt: 100 },
      [
        ['ann', '0s', at(0, 0)],
        ['ann', '2h1ms', at(0, 9)],
      ],
      [],
    ],
    [
      'two users',
      { gt: 900 },
      [
        ['ann', '0s', at(0, 0)],
        ['bob', '1s', at(0, 9)],
      ],
      [],
    ],
    [
      'without a position',
      { gt: 900 },
      [
        ['ann', '0s'],
        ['ann', '1s', at(0, 9)],
      ],
      [],
    ],
    [
      'half a position',
      { gt: 900 },
      [
        ['ann', '0s', { lat: 0 }],
        ['ann', '1s', at(0, 9)],
      ],
      [],
    ],
    [
      'countries of the table',
      { gt: 900 },
      [
        ['ann', '0s', { country: 'XLAND' }],
        ['ann', '1s', { country: 'yland' }],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'a city of the table',
      { gt: 900 },
      [
        ['ann', '0s', { country: 'Xland' }],
        ['ann', '1s', { country: 'Yland', city: 'near' }],
      ],
      [],
    ],
    [
      'a city that it lacks is where its country is',
      { gt: 900 },
      [
        ['ann', '0s', { country: 'Xland' }],
        ['ann', '1s', { country: 'Yland', city: 'Far' }],
      ],
      ['odd ann: 1 2'],
    ],
    [
      'a country that it lacks',
      { gt: 900 },
      [
        ['ann', '0s', { country: 'Xland' }],
        ['ann', '1s', { country: 'Zland' }],
      ],
      [],
    ],
    [
      'coordinates before names',
      { gt: 900 },
      [
        ['ann', '0s', { country: 'Yland', lat: 0, long: 0 }],
        ['ann', '1s', at(0, 0)],
      ],
      [],
    ],
  ])('%s', async (_, condition, stays, alerts) => {
    const doc = aCorrelation('odd', { type: 'impossible_travel', timespan: '2h', condition })
    const events = stays.map(([user, when, location], i) => ({
      uid: uidOfNumber(i + 1),
      event: anEvent({
        time: NOON_MS + offsetMs(when),
        raw: { a: 1, user },
        src_endpoint: location === undefined ? {} : { location },
      }),
    }))
    expect(lines(await replay(rulesetOf([doc], { places }), events))).toEqual(alerts)
  })
})
