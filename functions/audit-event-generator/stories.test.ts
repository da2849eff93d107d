import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { compileRuleset, parseRules, type RuleInfo, replay } from '../../shared/detect/index.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { LEVELS } from '../../shared/events/catalogue.ts'
import type { CloudEvent } from '../../shared/events/envelope.ts'
import { generate } from './generate.ts'
import { STORY_NAMES } from './stories/index.ts'

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

/** The table of the function's README. */
const TRIGGERS: Record<string, string[]> = {
  'password-guessing': ['Password Guessing Against One Account'],
  'password-spraying': ['Password Spraying From One Address'],
  'impossible-travel': ['Logins From Two Countries Within an Hour'],
  'privilege-escalation': [
    'API Key Created for Another User',
    'Account Added to an Administrators Group',
    'Account Created',
    'Administrator Role Granted',
    'Audit Log Disabled',
    'Login as an Emergency Account',
  ],
  'mass-download': ['Many Files Downloaded by One User', 'Sensitive File Shared Outside'],
  'second-factor-off': [
    'Logins From Two Countries Within an Hour',
    'Second Factor Requests Until Somebody Gives In',
    'Second Factor Switched Off',
  ],
  'leaked-key': [
    'Backup Deleted',
    'Destructive Call With an API Key',
    'Many Denied API Calls by One User',
    'Many Different Secrets Read by One User',
    'Many Machines Created by One User',
    'Service Account Used From Outside',
    'Storage or Repository Opened to the Public',
  ],
}

describe('the stories and the rules of the pack', () => {
  it('has a line in the table for every story', () => {
    expect(Object.keys(TRIGGERS).sort()).toEqual([...STORY_NAMES].sort())
  })

  it.each(Object.entries(TRIGGERS))('%s triggers exactly its rules, whoever it happens to', async (story, expected) => {
    for (let i = 0; i < 40; i++) {
      const events = generate({ seed: 's', tick: `${story} ${i}`, atMs: AT, count: 1, storyRate: 0, stories: [story] })
      expect(await titles(events.filter(({ extensions }) => extensions['story'] === story))).toEqual(expected)
    }
  })

  it('sets off the rules in the midst of ordinary traffic just as well', async () => {
    for (const [story, expected] of Object.entries(TRIGGERS)) {
      const events = generate({ seed: 'm', tick: story, atMs: AT, count: 60, storyRate: 0, stories: [story] })
      expect(await titles(events)).toEqual(expect.arrayContaining(expected))
    }
  })

  it('is told by the README as it is', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8').split('\n')
    for (const [story, expected] of Object.entries(TRIGGERS)) {
      const line = readme.find((text) => text.startsWith(`| \`${story}\``))
      expect(line?.split('|')[3]?.trim().split(', ').sort()).toEqual(expected)
    }
  })

  it('has at least 12 of the rules set off by stories', () => {
    expect(new Set(Object.values(TRIGGERS).flat()).size).toBeGreaterThanOrEqual(12)
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
