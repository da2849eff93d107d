export { type Candidate, compileRuleset, type Ruleset, type RulesetOptions } from './compile-ruleset.ts'
export { type Detection, detect } from './correlate/detect.ts'
export type { Finding } from './correlate/findings.ts'
export { ONE_RULE } from './correlate/kinds/absence.ts'
export type { Linked } from './correlate/linked.ts'
export { createReplay, type Replay, replay } from './correlate/replay.ts'
export { settle } from './correlate/settle.ts'
export type {
  Due,
  Look,
  Moment,
  NewHit,
  Series,
  Stretch,
  UidEvent,
  WindowStore,
} from './correlate/window-store.ts'
export { type Fault, faultLine, RuleFault } from './fault.ts'
export { type Hit, type Judgement, judge, type Match } from './judge.ts'
export { type Expected, parseExpected } from './parse-expected.ts'
export { type ParseOptions, parseRules, type RuleDocument } from './parse-rules.ts'
export type { PlaceRow } from './places.ts'
export type { Because, Correlation, ParsedRules, Rule, RuleInfo, Stage } from './rule.ts'
