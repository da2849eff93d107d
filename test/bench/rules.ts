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
  `${one.count} rules, ${whole(events.length)} events of ${whole(bytes)} bytes, medians of ${ROUNDS} rounds on one core`,
)

const runs = {
  indexed: () => judgeAll(one.indexed),
  plain: () => judgeAll(one.plain),
  parse: () => texts.reduce((sum, text) => sum + Object.keys(JSON.parse(text) as object).length, 0),
  many: () => judgeAll(many.indexed),
}
const matched = judgeAll(one.indexed)
for (const [name, others] of Object.entries({
  'without the index': judgeAll(one.plain),
  'by the copies': judgeAll(many.indexed),
}))
  if (others !== matched) throw new Error(`${matched} matches, but ${others} ${name}: the figures would mean nothing`)

const ns = measure(runs)
const rate = (nsPerEvent: number) =>
  `${whole(1e9 / nsPerEvent).padStart(9)} events/s, ${whole(nsPerEvent).padStart(7)} ns/event`
say(`  rules by their index          ${rate(ns.indexed)}`)
say(`  the same without the index    ${rate(ns.plain)}   ${(ns.plain / ns.indexed).toFixed(1)} times the time`)
say(`  JSON.parse of the same events ${rate(ns.parse)}   ${(ns.parse / ns.indexed).toFixed(2)} times the time`)
say(
  `  ${COPIES} times the rules (${many.count})    ${rate(ns.many)}   ${(ns.many / ns.indexed).toFixed(2)} times the time`,
)
say(`  ${whole(matched)} matches (${((100 * matched) / events.length).toFixed(1)} of 100 events)`)

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

function judgeAll(ruleset: Ruleset): number {
  return events.reduce((sum, event) => sum + judge(ruleset, event).matches.length, 0)
}

/** Nanoseconds an event: the runs take turns, so that a slow moment of the machine hits them alike. */
function measure<Name extends string>(work: Record<Name, () => number>): Record<Name, number> {
  const names = Object.keys(work) as Name[]
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>
  for (let round = 0; round < ROUNDS; round++)
    for (const name of names) {
      const started = performance.now()
      work[name]()
      times[name].push(((performance.now() - started) * 1e6) / events.length)
    }
  return Object.fromEntries(names.map((name) => [name, percentile(times[name], 0.5)])) as Record<Name, number>
}
