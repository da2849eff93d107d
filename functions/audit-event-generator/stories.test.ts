import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { compileRuleset, parseRules, type RuleInfo, replay } from '../../shared/detect/index.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { LEVELS } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { generate } from './generate.ts'
import { STORIES } from './stories/index.ts'

const MINUTE_MS = 60_000
const RULES = new URL('../../shared/detect/rules/', import.meta.url)
const AT = Date.UTC(2026, 10, 25, 14, 30)

const parsed = parseRules(
  readdirSync(RULES)
    .filter((file) => file.endsWith('.yml') && !file.endsWith('.tests.yml'))
    .flatMap((file) =>
      parseAllDocuments(readFileSync(new URL(file, RULES), 'utf8')).map((doc) => ({ file, doc: doc.toJS() })),
    ),
)
const ruleset = compileRuleset(parsed)

/** Every rule that alerts on the events, single-event and correlation rules alike, once for each key. */
const alertsOf = async (events: readonly CloudEvent<AuditEvent>[]): Promise<RuleInfo[]> => {
  const alerts = await replay(
    ruleset,
    events.map(({ id, data }) => ({ uid: id, event: data })),
  )
  return alerts.map(({ rule }) => rule)
}

const titles = async (events: readonly CloudEvent<AuditEvent>[]) =>
  [...new Set((await alertsOf(events)).map(({ title }) => title))].sort()
const serious = (level: string) => LEVELS.indexOf(level as (typeof LEVELS)[number]) > LEVELS.indexOf('low')

const ordinaryTicks = (seed: string, count: number, ticks: number) =>
  Array.from({ length: ticks }, (_, i) =>
    generate({ seed, tick: `${i}`, atMs: AT + i * MINUTE_MS, count, storyRate: 0 }),
  ).flat()

const sorted = (rules: readonly string[]) => [...rules].sort()
const alertingTitles = new Set(
  [
    ...parsed.rules.filter(({ silent }) => !silent).map(({ info }) => info),
    ...parsed.correlations.filter(({ silent }) => !silent),
  ].map(({ title }) => title),
)

describe('the stories and the rules of the pack', () => {
  it('names rules of the pack in every story', () => {
    for (const { name, rules } of STORIES) {
      expect(rules.length, name).toBeGreaterThan(0)
      expect(rules.filter((title) => !alertingTitles.has(title))).toEqual([])
    }
  })

  it.each(STORIES)('$name triggers exactly its rules, whoever it happens to', async ({ name, rules }) => {
    for (let i = 0; i < 20; i++) {
      const events = generate({ seed: 's', tick: `${name} ${i}`, atMs: AT, count: 1, storyRate: 0, stories: [name] })
      expect(await titles(events.filter(({ extensions }) => extensions['story'] === name))).toEqual(sorted(rules))
    }
  })

  it('sets off the rules in the midst of ordinary traffic just as well', async () => {
    for (const { name, rules } of STORIES) {
      const events = generate({ seed: 'm', tick: name, atMs: AT, count: 60, storyRate: 0, stories: [name] })
      expect(await titles(events)).toEqual(expect.arrayContaining(sorted(rules)))
    }
  })

  it('is told by the README as it is', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').split('\n')
    for (const { name, rules } of STORIES) {
      const cell = readme.find((text) => text.startsWith(`| \`${name}\``))?.split('|')[3] ?? ''
      const longestFirst = [...rules].sort((one, other) => other.length - one.length)
      const rest = longestFirst.reduce((left, title) => {
        expect(left).toContain(title)
        return left.replace(title, '')
      }, cell)
      expect(rest.trim()).toMatch(/^[;\s]*$/)
    }
  })
})

describe('ordinary traffic', () => {
  it.each([
    ['small', 20],
    ['usual', 60],
  ])('raises nothing above low in 200 ticks of the %s size', async (seed, count) => {
    const events = ordinaryTicks(seed, count, 200)
    const alerts = await alertsOf(events)
    expect(alerts.filter(({ level }) => serious(level)).map(({ title }) => title)).toEqual([])
    expect(alerts.length).toBeLessThan(20)
    console.info(`${count} events a tick: ${events.length} events, ${alerts.length} alerts of level low, none above`)
  })

  it('raises nothing above low in ticks of 2,000 events either', async () => {
    const alerts = await alertsOf(ordinaryTicks('flood', 2_000, 12))
    expect(alerts.filter(({ level }) => serious(level)).map(({ title }) => title)).toEqual([])
  })
})
