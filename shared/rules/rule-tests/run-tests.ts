import { parseDocument } from 'yaml'
import {
  compileRuleset,
  type ParsedRules,
  type RuleDocument,
  type Ruleset,
  type RulesetOptions,
  replay,
} from '../../detect/index.ts'
import { isDetection } from '../../detect/parse-rules.ts'
import { NORMALISED, parseSource } from '../../detect/parse-source.ts'
import { isMap } from '../../detect/plain.ts'
import type { LogSource } from '../../events/audit-event.ts'
import { idOf } from '../id-of.ts'
import { lineOf } from '../line-of.ts'
import { type NamedRule, namedRules, onlyRules, rulesCalled } from '../only-rules.ts'
import { compareAlerts } from './compare-alerts.ts'
import { explainMissed } from './explain-missed.ts'
import type { TestFile } from './list-test-files.ts'
import { makeEvents } from './make-events.ts'
import { type RuleTest, type RuleTests, readTests, TestsError } from './read-tests.ts'

/** Why a test, or a file of tests, failed. */
export type TestFailure = { file: string; line: number; test?: string; problem: string }

export type TestResults = {
  /** The rule that the tests are about; none where that is not known. */
  rule?: NamedRule
  tests: number
  failures: TestFailure[]
}

/** Rules with the documents they were read of. */
type Loaded = ParsedRules & { documents: readonly RuleDocument[] }

/**
 * Runs the tests of one file against its rule and all that this is built upon. Each test starts without a past.
 * @param options of the ruleset, such as the places of countries
 */
export async function runTests(file: TestFile, loaded: Loaded, options: RulesetOptions = {}): Promise<TestResults> {
  try {
    const tests = readTests(parsed(file))
    const beside = loaded.documents.filter((document) => file.rulesIn.includes(document.file))
    const rule = ruleUnderTest(tests, beside, loaded)
    const failures = [...lacking(file, tests)]
    const ruleset = compileRuleset(onlyRules(loaded, [rule.id]), options)
    for (const [i, test] of tests.tests.entries()) {
      const problem = await runTest(test, rule, ruleset, logSourceOf(beside))
      if (problem !== undefined)
        failures.push({ file: file.path, line: lineOf(file.text, 0, ['tests', i]), test: test.name, problem })
    }
    return { rule, tests: tests.tests.length, failures }
  } catch (error) {
    if (!(error instanceof TestsError)) throw error
    return { tests: 0, failures: error.lines.map((problem) => ({ file: file.path, line: 1, problem })) }
  }
}

function parsed({ text }: TestFile): unknown {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw new TestsError([`it is no YAML: ${error.message.split('\n', 1)[0]}`])
  try {
    return document.toJS() as unknown
  } catch (cause) {
    throw new TestsError([`it is no YAML: ${(cause as Error).message}`])
  }
}

function ruleUnderTest({ rule }: RuleTests, beside: readonly RuleDocument[], loaded: Loaded): NamedRule {
  const all = namedRules(loaded)
  const ids = new Set(beside.map(({ doc }) => idOf(doc)))
  const here = all.filter(({ id }) => ids.has(id))
  if (rule !== undefined) {
    const found = rulesCalled(rule, here)
    const [one, second] = found.length > 0 ? found : rulesCalled(rule, all)
    if (one === undefined) throw new TestsError([`rule: no rule "${rule}" loads`])
    if (second !== undefined) throw new TestsError([`rule: several rules are called "${rule}": write the id`])
    return one
  }
  const [one, second] = here.filter(({ silent }) => !silent)
  if (one === undefined)
    throw new TestsError(['no rule that alerts loads from the rule file of the same name beside it'])
  if (second !== undefined) throw new TestsError(['rule: missing, and the rule file has several rules that alert'])
  return one
}

/** The log source of the file's first detection rule. Rules for `auditflow` see every product. */
function logSourceOf(beside: readonly RuleDocument[]): LogSource {
  const first = beside.find(({ doc }) => isMap(doc) && isDetection(doc))
  const { product, service, category } = isMap(first?.doc) ? parseSource(first.doc) : {}
  return {
    product: product === undefined || product === NORMALISED ? 'test' : product,
    ...(service !== undefined && { service }),
    ...(category !== undefined && { category }),
  }
}

function lacking({ path }: TestFile, { tests }: RuleTests): TestFailure[] {
  const has = (alerts: boolean): boolean => tests.some((test) => test.alerts.length > 0 === alerts)
  const failure = (problem: string): TestFailure => ({ file: path, line: 1, problem })
  return [
    ...(has(true) ? [] : [failure('no test says when the rule alerts')]),
    ...(has(false) ? [] : [failure('no test is a near miss ("alerts: []")')]),
  ]
}

async function runTest(
  test: RuleTest,
  rule: NamedRule,
  ruleset: Ruleset,
  logsource: LogSource,
): Promise<string | undefined> {
  const events = makeEvents(test, logsource)
  const findings = await replay(ruleset, events)
  const raised = findings.filter((finding) => finding.rule.id === rule.id)
  const difference = compareAlerts(
    test.alerts,
    raised.map(({ key, events }) => ({ key, events: events.length })),
  )
  if (difference === undefined || raised.length >= test.alerts.length) return difference
  return `${difference}; ${explainMissed(ruleset, rule.id, events)}`
}
