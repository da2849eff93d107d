import { describe, expect, it } from 'vitest'
import { anEvent } from '../testing.ts'
import { detect } from './detect.ts'
import { memoryWindows } from './memory-windows.ts'
import { replay } from './replay.ts'
import { settle } from './settle.ts'
import { aCorrelation, alertsOf, lines, NOON_MS, rulesetOf, timeline } from './testing.ts'

const pairs = (id: string, body: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) =>
  aCorrelation(id, { type: 'event_count', condition: { gte: 2 }, ...body }, rest)

describe('groups', () => {
  it.each([
    ['of two fields', ['user', 'v'], 'ann a@0s:x a@1s:y a@2s:x', ['two ann, v=x: 1 3']],
    ['of a missing field', ['user', 'v'], 'ann a@0s a@1s', []],
    ['of none', [], 'ann a@0s bob a@1s', ['two *: 1 2']],
  ])('%s', async (_, groupBy, events, alerts) => {
    expect(await alertsOf([pairs('two', { 'group-by': groupBy })], events)).toEqual(alerts)
  })

  it('count an event once that meets several of the rules', async () => {
    const doc = pairs('two', { rules: ['a', 'b', 'c'] })
    expect(await alertsOf([doc], 'ann abc@0s')).toEqual([])
    expect(await alertsOf([doc], 'ann abc@0s b@1s')).toEqual(['two ann: 1 2'])
  })

  it('have aliases, which each rule reads by its own field', async () => {
    const aliases = { who: { a: 'user', b: 'v' } }
    const doc = aCorrelation('both', { type: 'temporal', rules: ['a', 'b'], 'group-by': ['who'], aliases })
    expect(await alertsOf([doc], 'ann a@0s bob b@1s:ann')).toEqual(['both who=ann: 1 2'])
    expect(await alertsOf([doc], 'ann a@0s b@1s:bob')).toEqual([])
  })
})

describe('correlations upon correlations', () => {
  const many = pairs('many', { condition: { gte: 3 } })
  const broken = aCorrelation('broken', { type: 'temporal_ordered', rules: ['many', 'b'] })

  it.each([
    ['many, then one', 'ann a@0s a@1s a@2s b@3s', ['broken ann: 3 4']],
    ['not many enough, then one', 'ann a@0s a@1s b@3s', []],
    ['many only after the one', 'ann a@0s a@1s b@2s a@3s', []],
    ['many too slowly', 'ann a@0s a@1s a@1m2s b@1m3s', []],
    ['many of another', 'ann a@0s a@1s a@2s bob b@3s', []],
    ['the one too late', 'ann a@0s a@1s a@2s b@1m2s1ms', []],
    ['the one at the last moment', 'ann a@0s a@1s a@2s b@1m2s', ['broken ann: 3 4']],
  ])('%s', async (_, events, alerts) => {
    expect(await alertsOf([broken, many], events)).toEqual(alerts)
  })

  it('say what the inner one finds too, where they say generate', async () => {
    const events = 'ann a@0s a@1s a@2s b@3s'
    expect(await alertsOf([{ ...broken, generate: true }, many], events)).toEqual([
      'broken ann: 3 4',
      'many ann: 1 2 3',
    ])
  })

  it('wait for one that waits, and for one in between that does not', async () => {
    const docs = [
      aCorrelation('high', { type: 'value_avg', condition: { field: 'v', gt: 5 } }),
      pairs('often', { rules: ['high'] }),
      aCorrelation('unanswered', { type: 'absence', rules: ['often', 'b'] }),
    ]
    expect(await alertsOf(docs, 'ann a@0s:9 a@1s:9')).toEqual(['unanswered ann: 2'])
    expect(await alertsOf(docs, 'ann a@0s:9 a@1s:9 b@2s')).toEqual([])
    expect(await alertsOf(docs, 'ann a@0s:9')).toEqual([])
  })

  it('judge in order what all came due at once', async () => {
    const docs = [
      aCorrelation('silent', { type: 'absence', rules: ['a'] }),
      aCorrelation('lone', { type: 'event_count', rules: ['silent'], condition: { eq: 1 } }),
      aCorrelation('calm', { type: 'absence', rules: ['b', 'lone'] }, { auditflow: { lateness: '1s' } }),
    ]
    expect(await alertsOf(docs, 'ann b@0s a@1s')).toEqual([])
    expect(await alertsOf(docs, 'ann b@0s')).toEqual(['calm ann: 1'])
  })

  it('do not count what fires at an event older than their own lateness', async () => {
    const docs = [pairs('two'), aCorrelation('lone', { type: 'event_count', rules: ['two'], condition: { eq: 1 } })]
    const ruleset = rulesetOf(docs, { latenessMs: 3_600_000, waitMs: 60_000 })
    const store = memoryWindows()
    const [early, recent, delayed] = timeline('ann a@0s c@30m a@10s')
    const all = [early!, recent!, delayed!]
    store.remember(all)
    await detect(ruleset, all.slice(0, 2), store, undefined)
    const { findings, late } = await detect(ruleset, [delayed!], store, recent!.event.time)
    expect([findings, late]).toEqual([[], 0])
    expect(await settle(ruleset, store, Number.POSITIVE_INFINITY, 10)).toEqual({ findings: [], judged: 0 })
  })
})

describe('exceptions', () => {
  const except = (more: Record<string, unknown> = {}) => ({
    auditflow: { exceptions: [{ reason: 'a robot', when: { user: 'bob' }, ...more }] },
  })

  it.each([
    ['do not count', except(), []],
    ['count again once the exception has expired', except({ expires: '2026-01-05T12:00:00Z' }), ['two bob: 1 2']],
    ['do not count before it expires', except({ expires: '2026-01-05T12:00:01Z' }), []],
  ])('of a correlation: its events %s', async (_, rest, alerts) => {
    expect(await alertsOf([pairs('two', {}, rest)], 'bob a@0s a@1s')).toEqual(alerts)
  })

  it('leave others alone', async () => {
    expect(await alertsOf([pairs('two', {}, except())], 'ann a@0s a@1s bob a@0s a@0s')).toEqual(['two ann: 1 2'])
  })
})

describe('stages', () => {
  it('are told with what is found', async () => {
    const found = await replay(
      rulesetOf([pairs('two', {}, { auditflow: { stage: 'shadow' } })]),
      timeline('ann a@0s a@0s'),
    )
    expect(found.map(({ rule }) => [rule.id, rule.stage])).toEqual([['two', 'shadow']])
  })

  it('off: neither it nor what stands upon it finds anything', async () => {
    const off = pairs('two', {}, { auditflow: { stage: 'off' } })
    expect(await alertsOf([off, pairs('upon', { rules: ['two'] })], 'ann a@0s a@0s a@1s')).toEqual([])
  })

  it('off: what must follow something that is off is not missed', async () => {
    const off = pairs('answer', { rules: ['b'] }, { auditflow: { stage: 'off' } })
    expect(
      await alertsOf([off, aCorrelation('missed', { type: 'absence', rules: ['a', 'answer'] })], 'ann a@0s'),
    ).toEqual([])
  })
})

describe('an event that comes late', () => {
  const single = anEvent({ time: NOON_MS, raw: { a: 1, s: 1, user: 'ann' } })
  const docs = [
    { title: 'single', logsource: { product: 'test' }, detection: { selection: { s: 1 }, condition: 'selection' } },
    pairs('two', {}, { auditflow: { lateness: '10m' } }),
    aCorrelation('mean', { type: 'value_avg', condition: { field: 'v', lt: 2 } }),
  ]
  const judged = async (lateMs: number) => {
    const store = memoryWindows()
    const ruleset = rulesetOf(docs)
    await detect(ruleset, timeline('ann a@0s'), store, undefined)
    const { findings, late } = await detect(ruleset, [{ uid: 'late', event: single }], store, NOON_MS + lateMs)
    return { found: findings.map(({ rule }) => rule.id), late }
  }

  it('counts as long as the lateness that its correlation says', async () => {
    expect(await judged(600_000)).toEqual({ found: ['single', 'two'], late: 0 })
  })

  it('is judged by itself beyond it, and told of once', async () => {
    expect(await judged(600_001)).toEqual({ found: ['single'], late: 1 })
  })

  it('counts where the setting lets it, at the last moment that a rule waits too', async () => {
    const ruleset = rulesetOf([pairs('two'), docs[2]!], { latenessMs: 60_000, waitMs: 10_000 })
    const store = memoryWindows()
    const [first, second] = timeline('ann a@0s:1 a@0s:5')
    store.remember([first!, second!])
    await detect(ruleset, [first!], store, undefined)
    expect((await settle(ruleset, store, NOON_MS + 10_000, 10)).judged).toBe(0)
    const { findings } = await detect(ruleset, [second!], store, NOON_MS + 10_000)
    expect(lines(findings)).toEqual(['two ann: 1 2'])
    expect(await settle(ruleset, store, NOON_MS + 10_001, 10)).toEqual({ findings: [], judged: 2 })
  })
})
