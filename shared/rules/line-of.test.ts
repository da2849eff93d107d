import { relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { faultLine, parseRules } from '../detect/index.ts'
import { readRuleFiles } from './read-rule-files.ts'
import { writeFiles } from './testing/write-files.ts'

const RULE = `title: T
logsource:
  product: p
detection:
  selection:
    - a: 1
    - b: 2
      c|base65: 3
  condition: selection
level: low
`

/** The faults of files, reading and parsing taken together, with paths below their folder. */
async function faultsOf(files: Record<string, string>): Promise<string[]> {
  const root = writeFiles(files)
  const { documents, faults } = await readRuleFiles(root)
  const all = [...faults, ...parseRules(documents).faults]
  return all.map((fault) => faultLine({ ...fault, file: relative(root, fault.file) }))
}

const good = (id: string) =>
  `title: ${id}\nid: ${id}\nlogsource: { product: p }\ndetection: { s: { a: 1 }, condition: s }\n`

describe('faults of rule files', () => {
  it.each<[string, string, string]>([
    ['the key of a selection', RULE, 'a.yml:8: "T": "c|base65" has the modifier'],
    ['the condition', RULE.replace('|base65', '').replace(': selection\n', ': sel\n'), 'a.yml:9: "T": the condition'],
    ['the level', `${RULE.replace('|base65', '').replace('low', 'none')}`, 'a.yml:10: "T": the level is "none"'],
    ['the second document', `title: U\n---\n# about\n${RULE}`, 'a.yml:11: "T": "c|base65"'],
    [
      'the first line of a document, for what is missing',
      `\n\n${good('r1')}---\n\nid: r2\n`,
      'a.yml:9: "r2": there is no title',
    ],
    ['bad YAML', 'title: T\nx: [\n', 'a.yml:3: "(untitled)": it is no YAML: '],
    ['a key twice', 'title: T\ntitle: U\n', 'a.yml:2: "(untitled)": it is no YAML: Map keys must be unique'],
    [
      'a part of a correlation',
      `${good('r1')}---\ntitle: C\ncorrelation:\n  type: event_count\n  rules: [r1]\n  timespan: 5x\n`,
      'a.yml:10: "C": the timespan is "5x"',
    ],
  ])('gives the line of %s', async (_, text, wanted) => {
    const faults = await faultsOf({ 'a.yml': text })
    expect(faults.map((fault) => fault.slice(0, wanted.length))).toContain(wanted)
  })

  it('refuses what lies in a folder of rules set aside, with its own reason if it has one', async () => {
    const faults = await faultsOf({
      'unsupported/a.yml': good('r1'),
      'x/deprecated/b.yml': RULE,
      'x/c.yml': good('r2'),
      'x/deprecated/f.yml':
        'title: F\nlogsource: { product: p }\nfilter: { rules: any, s: { a: 1 }, condition: not s }\n',
    })
    expect(faults).toEqual([
      expect.stringContaining('unsupported/a.yml:1: "r1": it lies in a folder "unsupported"'),
      expect.stringContaining('x/deprecated/b.yml:8: "T": "c|base65" has the modifier'),
      expect.stringContaining('x/deprecated/f.yml:1: "F": it lies in a folder "deprecated"'),
    ])
  })

  it('lets a correlation that was set aside silence nobody', async () => {
    const root = writeFiles({
      'a.yml': good('r1'),
      'deprecated/c.yml':
        'title: C\ncorrelation: { type: event_count, rules: [r1], timespan: 5m, condition: { gte: 2 } }\n',
    })
    const { rules } = parseRules((await readRuleFiles(root)).documents)
    expect(rules.map(({ silent }) => silent)).toEqual([false])
  })
})
