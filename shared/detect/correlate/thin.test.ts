import { expect, it } from 'vitest'
import { judge } from '../judge.ts'
import { aCorrelation, rulesetOf, timeline } from './testing.ts'
import { thin } from './thin.ts'

const thinned = (body: Record<string, unknown>, text: string): string[] => {
  const ruleset = rulesetOf([aCorrelation('seq', { type: 'absence', ...body })])
  const hits = timeline(text).flatMap(({ uid, event }) =>
    judge(ruleset, event).hits.map((hit) => ({ uid, timeMs: event.time, hit })),
  )
  return thin(hits)
    .map(({ uid }) => String(Number(uid.slice(-12))))
    .sort()
}

it.each([
  ['many that follow each other closely: the first and the last', 'ann a@0s a@1s a@2s a@3s a@4s', ['1', '5']],
  ['in whatever order they come', 'ann a@4s a@0s a@2s a@1s a@3s', ['1', '2']],
  [
    'longer than the timespan: as many as reach from one to the next',
    'ann a@0s a@30s a@50s a@90s a@2m',
    ['1', '3', '4', '5'],
  ],
  ['further apart than the timespan: all', 'ann a@0s a@2m a@4m a@6m', ['1', '2', '3', '4']],
  ['of several groups: of each', 'ann a@0s a@1s a@2s bob a@0s a@1s a@2s', ['1', '3', '4', '6']],
  ['at one instant: the first and the last', 'ann a@1s a@1s a@1s', ['1', '3']],
])('of an absence of one rule are needed, of %s', (_, text, kept) => {
  expect(thinned({ rules: ['a'] }, text)).toEqual(kept)
})

it('of an absence of two rules all are needed', () => {
  expect(thinned({ rules: ['a', 'b'] }, 'ann a@0s a@1s a@2s a@3s')).toEqual(['1', '2', '3', '4'])
})
