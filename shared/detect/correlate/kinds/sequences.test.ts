import { describe, expect, it } from 'vitest'
import { aCorrelation, alertsOf } from '../testing.ts'

type Case = [what: string, body: Record<string, unknown>, events: string, alerts: string[]]

function table(type: string, cases: Case[]): void {
  describe(type, () => {
    it.each(cases)('%s: %j', async (_, body, events, alerts) => {
      expect(await alertsOf([aCorrelation('seq', { type, ...body })], events)).toEqual(alerts)
    })
  })
}

const ab = { rules: ['a', 'b'] }
const abc = { rules: ['a', 'b', 'c'] }

table('temporal', [
  ['both, in one order', ab, 'ann a@0s b@10s', ['seq ann: 1 2']],
  ['both, in the other order', ab, 'ann b@0s a@10s', ['seq ann: 1 2']],
  ['one of them twice', ab, 'ann a@0s a@10s', []],
  ['exactly one timespan apart', ab, 'ann a@0s b@1m', ['seq ann: 1 2']],
  ['a millisecond more', ab, 'ann a@0s b@1m1ms', []],
  ['across two hours', ab, 'ann a@59m30s b@1h20s', ['seq ann: 1 2']],
  ['of two groups', ab, 'ann a@0s bob b@10s', []],
  ['without the field of the group', ab, '- a@0s b@10s', []],
  ['of no group at all', { ...ab, 'group-by': [] }, 'ann a@0s bob b@1s', ['seq *: 1 2']],
  ['one event that both find', ab, 'ann ab@0s', ['seq ann: 1']],
  ['two of three', abc, 'ann a@0s c@1s', []],
  [
    'two of three suffice where they are asked for',
    { ...abc, condition: { gte: 2 } },
    'ann a@0s c@1s',
    ['seq ann: 1 2'],
  ],
  ['two of three and not all', { ...abc, condition: { eq: 2 } }, 'ann a@0s c@1s b@2s', ['seq ann: 1 2']],
  ['but one', { ...abc, condition: { lt: 2 } }, 'ann a@0s b@0s bob c@0s', ['seq bob: 3']],
  ['every event of the window is part of it', ab, 'ann a@0s a@1s b@2s a@3s', ['seq ann: 1 2 3 4']],
])

table('temporal_ordered', [
  ['in order', abc, 'ann a@0s b@1s c@2s', ['seq ann: 1 2 3']],
  ['out of order', abc, 'ann b@0s a@1s c@2s', []],
  ['exactly one timespan', ab, 'ann a@0s b@1m', ['seq ann: 1 2']],
  ['a millisecond more', ab, 'ann a@0s b@1m1ms', []],
  ['across two hours', ab, 'ann a@59m30s b@1h20s', ['seq ann: 1 2']],
  ['each step short, the whole too long', abc, 'ann a@0s b@40s c@1m20s', []],
  ['of two groups', ab, 'ann a@0s bob b@1s', []],
  ['without the field of the group', ab, '- a@0s b@1s', []],
  ['at one instant, written in order', ab, 'ann a@5s b@5s', ['seq ann: 1 2']],
  ['at one instant, written the other way round', ab, 'ann b@5s a@5s', ['seq ann: 1 2']],
  ['one event alone does not follow itself', ab, 'ann ab@0s', []],
  ['two events that both rules find', ab, 'ann ab@0s ab@1s', ['seq ann: 1 2']],
  ['one that both find after another at that instant', abc, 'ann ab@5s a@5s c@6s', ['seq ann: 1 2 3']],
  ['one that both find before another at that instant', abc, 'ann a@5s ab@5s c@6s', ['seq ann: 1 2 3']],
  ['what stands in no chain is not part of it', abc, 'ann b@0s a@1s c@2s b@3s c@4s a@5s', ['seq ann: 2 4 5']],
  ['every chain is part of it', ab, 'ann a@0s b@1s a@2s b@3s', ['seq ann: 1 2 3 4']],
])

table('absence', [
  ['followed', ab, 'ann a@0s b@10s', []],
  ['not followed', ab, 'ann a@0s', ['seq ann: 1']],
  ['followed too late', ab, 'ann a@0s b@1m1ms', ['seq ann: 1']],
  ['followed at the last moment', ab, 'ann a@0s b@1m', []],
  ['followed before', ab, 'ann b@0s a@1s', ['seq ann: 2']],
  ['followed at the same instant', ab, 'ann b@5s a@5s', []],
  ['followed by another user', ab, 'ann a@0s bob b@1s', ['seq ann: 1']],
  ['without the field of the group', ab, '- a@0s', []],
  ['what is to follow needs nothing itself', ab, 'ann b@0s', []],
  ['one event that both find does not follow itself', ab, 'ann ab@0s', ['seq ann: 1']],
  ['nor when another looks at it', ab, 'ann a@0s ab@1s', ['seq ann: 2']],
  ['a heartbeat that ends', { rules: ['a'] }, 'ann a@0s a@1m a@2m', ['seq ann: 3']],
  ['a heartbeat that pauses', { rules: ['a'] }, 'ann a@0s a@1m1ms', ['seq ann: 1 2']],
  ['of two at one instant one is the last', { rules: ['a'] }, 'ann a@0s a@0s', ['seq ann: 2']],
])
