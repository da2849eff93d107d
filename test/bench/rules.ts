import {
  compileRuleset,
  judge,
  type ParseOptions,
  parseRules,
  type RuleDocument,
  type Ruleset,
} from '../../shared/detect/index.ts'
import type { AuditEvent } from '../../shared/events/audit-event.ts'
import { corpusPresent, PLACEHOLDERS, publicRules, RULE_FOLDERS, ruleFiles } from '../helpers/sigma-corpus.ts'
import { percentile } from './measure.ts'
import { withCopies } from './rule-copies.ts'
import { eventTexts } from './rule-events.ts'

const CYCLES = 10
const ROUNDS = 9
const COPIES = 10

const say = (text: string) => console.log(text)
const whole = (value: number) => Math.round(value).toLocaleString('en')

/** Prints how fast events meet rules on one core, beside the same without the index and beside reading the events. */
const texts = eventTexts(CYCLES)
const events = texts.map((text): AuditEvent => JSON.parse(text))
const docs = corpusPresent
  ? [...RULE_FOLDERS, 'rules-placeholder'].flatMap(publicRules)
  : ruleFiles('shared/detect/rules')
const one = load(docs)
const many = load(withCopies(docs, COPIES))

if (!corpusPresent) say('The public rules are not beside the checkout: this is the own pack on made-up events')
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / texts.length
say(
  `${one.count} rules, ${whole(events.length)} events of ${whole(bytes)} bytes, CPU time of one core, medians of ${ROUNDS} rounds`,
)

const runs = {
  indexed: () => judgeAll(one.indexed),
  plain: () => judgeAll(one.plain),
  parse: () => texts.reduce((sum, text) => sum + Object.keys(JSON.parse(text) as object).length, 0),
  many: () => judgeAll(many.indexed),
}
const matched = judgeAll(one.indexed)
for (const ruleset of [one.plain, many.indexed])
  if (judgeAll(ruleset) !== matched) throw new Error('the rulesets match differently: the figures would mean nothing')

const ns = measure(runs)
const line = (name: string, of: number) =>
  `  ${name.padEnd(34)} ${whole(1e9 / of).padStart(9)} events/s ${whole(of).padStart(8)} ns/event`
const times = (of: number) => `  ${(of / ns.indexed).toFixed(2)} times the first`
say(line('by the index', ns.indexed))
say(line('the same without the index', ns.plain) + times(ns.plain))
say(line('JSON.parse of the same events', ns.parse) + times(ns.parse))
say(line(`by the index, ${whole(many.count)} rules`, ns.many) + times(ns.many))
say(`  ${(matched / (events.length / 100)).toFixed(1)} matches and counts in 100 events`)

function load(documents: readonly RuleDocument[]): { count: number; indexed: Ruleset; plain: Ruleset } {
  const options: ParseOptions = { placeholders: PLACEHOLDERS }
  const parsed = parseRules(documents, options)
  for (const { file, problem } of parsed.faults) say(`${file}: ${problem}`)
  return {
    count: parsed.rules.length,
    indexed: compileRuleset(parsed),
    plain: compileRuleset(parsed, { index: false }),
  }
}

/** How many times an event matched a rule or counted towards a correlation. */
function judgeAll(ruleset: Ruleset): number {
  return events.reduce((sum, event) => {
    const { matches, hits } = judge(ruleset, event)
    return sum + matches.length + hits.length
  }, 0)
}

/**
 * Nanoseconds of CPU time an event, the median of the rounds: what one core needs, whatever else the machine does. The
 * runs take turns, so that a slow moment hits them alike.
 */
function measure<Name extends string>(work: Record<Name, () => number>): Record<Name, number> {
  const names = Object.keys(work) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) {
      const before = process.cpuUsage()
      work[name]()
      const { user, system } = process.cpuUsage(before)
      times[name].push(((user + system) * 1e3) / events.length)
    }
  return Object.fromEntries(names.map((name) => [name, percentile(times[name], 0.5)])) as Record<Name, number>
}
