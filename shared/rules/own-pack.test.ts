import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseRules } from '../detect/index.ts'
import { namedRules } from './only-rules.ts'
import { readRuleFiles } from './read-rule-files.ts'
import { listTestFiles } from './rule-tests/list-test-files.ts'
import { runTests } from './rule-tests/run-tests.ts'

const LEAST_ALERTING = 60
const LEAST_CORRELATIONS = 40
const LEAST_TESTS = 4

const PACK = join(dirname(fileURLToPath(import.meta.url)), '../detect/rules')
const { documents, faults } = await readRuleFiles(PACK)
const parsed = parseRules(documents)
const loaded = { ...parsed, documents }
const files = await listTestFiles(PACK)
const results = await Promise.all(files.map((file) => runTests(file, loaded)))
const alerting = namedRules(parsed).filter(({ silent }) => !silent)

describe('the own pack', () => {
  it('loads without a fault, with as many rules that alert and correlations as it promises', () => {
    expect([...faults, ...parsed.faults]).toEqual([])
    expect(alerting.length).toBeGreaterThanOrEqual(LEAST_ALERTING)
    expect(parsed.correlations.filter(({ silent }) => !silent).length).toBeGreaterThanOrEqual(LEAST_CORRELATIONS)
  })

  it('passes every test of its rules', () => {
    expect(results.flatMap(({ failures }) => failures)).toEqual([])
  })

  it(`has at least ${LEAST_TESTS} tests of every rule that alerts`, () => {
    const tests = new Map<string, number>()
    for (const { rule, tests: count } of results) if (rule) tests.set(rule.id, (tests.get(rule.id) ?? 0) + count)
    const tooFew = alerting.filter(({ id }) => (tests.get(id) ?? 0) < LEAST_TESTS)
    expect(tooFew.map(({ title }) => title)).toEqual([])
  })
})
