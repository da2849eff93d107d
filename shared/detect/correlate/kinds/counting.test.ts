import { describe, expect, it } from 'vitest'
import { aCorrelation, alertsOf } from '../testing.ts'

type Case = [what: string, condition: Record<string, unknown>, events: string, alerts: string[]]

function table(type: string, cases: Case[]): void {
  describe(type, () => {
    it.each(cases)('%s: %j', async (_, condition, events, alerts) => {
      expect(await alertsOf([aCorrelation('many', { type, condition })], events)).toEqual(alerts)
    })
  })
}

table('event_count', [
  ['as many as asked for', { gte: 3 }, 'ann a@0s a@10s a@20s', ['many ann: 1 2 3']],
  ['one too few', { gte: 3 }, 'ann a@0s a@10s', []],
  ['exactly one timespan apart', { gte: 2 }, 'ann a@0s a@1m', ['many ann: 1 2']],
  ['a millisecond more than a timespan apart', { gte: 2 }, 'ann a@0s a@1m1ms', []],
  ['across two hours', { gte: 2 }, 'ann a@59m30s a@1h20s', ['many ann: 1 2']],
  ['of two groups', { gte: 2 }, 'ann a@0s bob a@1s', []],
  ['without the field of the group', { gte: 2 }, '- a@0s a@1s', []],
  ['found by no rule', { gte: 2 }, 'ann a@0s b@1s', []],
  ['at one instant', { gte: 3 }, 'ann a@5s a@5s a@5s', ['many ann: 1 2 3']],
  ['each in some window of three', { gte: 3 }, 'ann a@0s a@40s a@1m a@1m30s a@5m', ['many ann: 1 2 3 4']],
  ['more than two', { gt: 2 }, 'ann a@0s a@1s bob a@0s a@1s a@2s', ['many bob: 3 4 5']],
  ['fewer than two, which each lone one is', { lt: 2 }, 'ann a@0s bob a@0s a@1s', ['many ann: 1', 'many bob: 2']],
  ['at most one', { lte: 1 }, 'ann a@0s a@2m', ['many ann: 1 2']],
  ['two exactly', { eq: 2 }, 'ann a@0s a@1s a@2s', ['many ann: 1 2']],
  ['anything but one', { neq: 1 }, 'ann a@0s bob a@0s a@1s', ['many bob: 2 3']],
  ['three to four', { gt: 2, lte: 4 }, 'ann a@0s a@1s a@2s a@3s a@4s', ['many ann: 1 2 3 4']],
  ['a range that is passed over', { gt: 2, lte: 4 }, 'ann a@0s a@0s a@0s a@0s a@0s', []],
])

table('value_count', [
  ['different values', { gte: 3, field: 'v' }, 'ann a@0s:x a@1s:y a@2s:z', ['many ann: 1 2 3']],
  ['the same ones again', { gte: 3, field: 'v' }, 'ann a@0s:x a@1s:y a@2s:x a@3s:y', []],
  ['the repeated ones are part of it', { gte: 2, field: 'v' }, 'ann a@0s:x a@1s:x a@2s:y', ['many ann: 1 2 3']],
  ['without a value', { gte: 2, field: 'v' }, 'ann a@0s:x a@1s', []],
  ['in two windows', { gte: 2, field: 'v' }, 'ann a@0s:x a@1m1ms:y', []],
  ['of two groups', { gte: 2, field: 'v' }, 'ann a@0s:x bob a@1s:y', []],
  ['the end of the window', { gte: 2, field: 'v' }, 'ann a@0s:x a@1m:y', ['many ann: 1 2']],
  ['one alone', { eq: 1, field: 'v' }, 'ann a@0s:x a@1s:x bob a@0s:x a@0s:y', ['many ann: 1 2']],
  ['pairs of two fields', { gte: 2, field: ['v', 'user'] }, 'ann a@0s:x a@1s:y a@2s:y', ['many ann: 1 2 3']],
])

table('value_sum', [
  ['enough', { gt: 10, field: 'v' }, 'ann a@0s:5 a@1s:6', ['many ann: 1 2']],
  ['not more than it', { gt: 10, field: 'v' }, 'ann a@0s:5 a@1s:5', []],
  ['exactly one timespan apart', { gte: 10, field: 'v' }, 'ann a@0s:5 a@1m:5', ['many ann: 1 2']],
  ['a millisecond more', { gte: 10, field: 'v' }, 'ann a@0s:5 a@1m1ms:5', []],
  ['fractions and powers as texts', { gte: 1e3, field: 'v' }, 'ann a@0s:999.5 a@1s:5e-1', ['many ann: 1 2']],
  [
    'words and amounts below zero do not count',
    { gte: 10, field: 'v' },
    'ann a@0s:5 a@1s:many a@2s:-1 a@3s:5',
    ['many ann: 1 4'],
  ],
  ['of two groups', { gte: 10, field: 'v' }, 'ann a@0s:5 bob a@1s:5', []],
  ['less than', { lt: 5, field: 'v' }, 'ann a@0s:4 a@1s:4 bob a@0s:5', ['many ann: 1']],
  ['no first or last digit is lost', { gte: 0.6, field: 'v' }, 'ann a@0s:0.1 a@1s:0.2 a@2s:0.3', ['many ann: 1 2 3']],
])

table('value_avg', [
  ['above', { gt: 5, field: 'v' }, 'ann a@0s:4 a@1s:8', ['many ann: 1 2']],
  ['not above', { gt: 6, field: 'v' }, 'ann a@0s:4 a@1s:8', []],
  ['what left the window does not count', { gte: 8, field: 'v' }, 'ann a@0s:4 a@1m1ms:8', ['many ann: 2']],
  ['what is at its end does', { gte: 8, field: 'v' }, 'ann a@0s:4 a@1m:8', []],
  ['below, and numbers below zero count', { lt: 0, field: 'v' }, 'ann a@0s:3 a@1s:-4', ['many ann: 1 2']],
  ['without numbers', { lt: 5, field: 'v' }, 'ann a@0s:x a@1s', []],
  ['of two groups', { eq: 3, field: 'v' }, 'ann a@0s:2 bob a@1s:4', []],
])

table('value_median', [
  ['the one in the middle', { eq: 2, field: 'v' }, 'ann a@0s:1 a@0s:2 a@0s:90', ['many ann: 1 2 3']],
  ['halfway between two', { eq: 1.5, field: 'v' }, 'ann a@0s:1 a@0s:2', ['many ann: 1 2']],
  ['not the average', { gte: 30, field: 'v' }, 'ann a@0s:1 a@0s:2 a@0s:90', []],
  ['out of the window', { gte: 5, field: 'v' }, 'ann a@0s:1 a@1s:2 a@1m2s:5', ['many ann: 3']],
])

const ten = Array.from({ length: 10 }, (_, i) => `a@${i}s:${i + 1}`).join(' ')
table('value_percentile', [
  [
    'ninth of ten between two ranks',
    { gte: 9.1, percentile: 90, field: 'v' },
    `ann ${ten}`,
    ['many ann: 1 2 3 4 5 6 7 8 9 10'],
  ],
  ['not quite', { gt: 9.2, percentile: 90, field: 'v' }, `ann ${ten}`, []],
  ['the 50th is the median', { eq: 2, percentile: 50, field: 'v' }, 'ann a@0s:1 a@0s:2 a@0s:9', ['many ann: 1 2 3']],
  ['the 0th is the least', { eq: 1, percentile: 0, field: 'v' }, 'ann a@0s:1 a@0s:2', ['many ann: 1 2']],
  ['the 100th is the greatest', { eq: 2, percentile: 100, field: 'v' }, 'ann a@0s:1 a@0s:2', ['many ann: 1 2']],
  ['a value that is seldom', { lte: 25, field: 'v' }, 'ann a@0s:x a@1s:x a@2s:x a@3s:y', ['many ann: 1 2 3 4']],
  ['a value that is not seldom', { lte: 24, field: 'v' }, 'ann a@0s:x a@1s:x a@2s:x a@3s:y', []],
  [
    'seldom in its window alone',
    { lte: 25, field: 'v' },
    'ann a@0s:y a@30s:x a@40s:x a@50s:x a@1m1s:y',
    ['many ann: 2 3 4 5'],
  ],
  ['a percentile of words', { gte: 1, percentile: 90, field: 'v' }, 'ann a@0s:x a@1s:y', []],
])
