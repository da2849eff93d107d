import { describe, expect, it } from 'vitest'
import type { RuleDocument } from '../detect/index.ts'
import { aRule } from '../detect/testing.ts'
import { buildRuleBook, type Overrides, type RuleBookSources } from './rule-book.ts'

const doc = (id: string, parts: Record<string, unknown> = {}, file = 'test.yml'): RuleDocument => ({
  file,
  doc: aRule({ id, title: id, ...parts }),
})
const titled = (id: string, title: string): RuleDocument => doc(id, { title })
const many = (id: string, rules: string[]): RuleDocument => ({
  file: 'test.yml',
  doc: {
    id,
    title: id,
    correlation: { type: 'event_count', rules, 'group-by': ['user'], timespan: '5m', condition: { gte: 3 } },
  },
})
const filter = (id: string, rules: string[]): RuleDocument => ({
  file: 'test.yml',
  doc: {
    id,
    title: id,
    logsource: { product: 'test' },
    filter: { rules, selection: { user: 'svc' }, condition: 'not selection' },
  },
})
const build = (parts: Partial<RuleBookSources> = {}, overrides: Partial<Overrides> = {}) =>
  buildRuleBook({
    pack: [],
    folder: [],
    database: [],
    ...parts,
    overrides: { stages: [], exceptions: [], ...overrides },
  })
type Book = ReturnType<typeof build>
const titles = ({ rules, correlations }: Book) => [
  ...rules.map(({ info }) => info.title),
  ...correlations.map(({ title }) => title),
]
const origins = ({ versions }: Book) => versions.map(({ ruleId, origin }) => `${ruleId} ${origin}`).sort()
const exceptionOf = (ruleId: string, parts: Partial<Overrides['exceptions'][number]> = {}) => ({
  id: 'e1',
  ruleId,
  when: { user: 'svc' },
  reason: 'r',
  expires: null,
  ...parts,
})

describe('the rules of several origins', () => {
  it.each<[string, Partial<RuleBookSources>, string[], string[], Book['replaced']]>([
    [
      'stand beside each other',
      { pack: [titled('a', 'A')], folder: [titled('b', 'B')], database: [titled('c', 'C')] },
      ['A', 'B', 'C'],
      ['a pack', 'b folder', 'c database'],
      [],
    ],
    [
      "the folder's before the pack's",
      { pack: [titled('a', 'A'), titled('b', 'B')], folder: [titled('a', 'mine')] },
      ['B', 'mine'],
      ['a folder', 'b pack'],
      [{ id: 'a', origin: 'pack', by: 'folder' }],
    ],
    [
      "the database's before both",
      { pack: [titled('a', 'A')], folder: [titled('a', 'F')], database: [titled('a', 'D')] },
      ['D'],
      ['a database'],
      [
        { id: 'a', origin: 'pack', by: 'folder' },
        { id: 'a', origin: 'folder', by: 'database' },
      ],
    ],
    [
      'a rule without an id by its title',
      { pack: [doc('', { id: undefined, title: 'T' })], database: [titled('T', 'new')] },
      ['new'],
      ['T database'],
      [{ id: 'T', origin: 'pack', by: 'database' }],
    ],
    [
      'a correlation over a rule of another origin',
      { pack: [titled('a', 'A')], database: [many('m', ['a'])] },
      ['A', 'm'],
      ['a pack', 'm database'],
      [],
    ],
    [
      'a filter over a rule of another origin',
      { pack: [titled('a', 'A')], folder: [filter('f', ['a'])] },
      ['A'],
      ['a pack', 'f folder'],
      [],
    ],
  ])('%s', (_, sources, expectedTitles, expectedOrigins, replaced) => {
    const book = build(sources)
    expect(book.faults).toEqual([])
    expect(titles(book)).toEqual(expectedTitles)
    expect(origins(book)).toEqual(expectedOrigins)
    expect(book.replaced).toEqual(replaced)
  })

  it('keep a replaced rule silent for a correlation that counts it', () => {
    const book = build({ pack: [titled('a', 'A'), many('m', ['a'])], database: [titled('a', 'D')] })
    expect(book.rules).toMatchObject([{ info: { title: 'D' }, silent: true }])
  })

  it('keep a rule whose namesake was set aside', () => {
    const book = build({ pack: [titled('a', 'A')], folder: [{ ...titled('a', 'old'), setAside: 'deprecated' }] })
    expect(titles(book)).toEqual(['A'])
    expect(origins(book)).toEqual(['a pack'])
    expect(book.faults).toMatchObject([{ rule: 'old' }])
  })

  it('are refused one by one, and a refused one has no version', () => {
    const book = build({
      pack: [titled('a', 'A')],
      folder: [doc('b', { level: 'loud' }), filter('f', ['none']), { file: 'list.yml', doc: ['x'] }, titled('c', 'C')],
    })
    expect(titles(book)).toEqual(['A', 'C'])
    expect(book.faults.map(({ rule }) => rule).sort()).toEqual(['(untitled)', 'b', 'f'])
    expect(origins(book)).toEqual(['a pack', 'c folder'])
  })

  it('of one id within one origin are a fault, and the version is that of the one that loaded', () => {
    const book = build({ folder: [titled('a', 'first'), titled('a', 'second')] })
    expect(book.faults).toMatchObject([{ rule: 'second', problem: 'another rule has the id "a" too' }])
    expect(book.versions).toMatchObject([{ ruleId: 'a', title: 'first' }])
  })
})

describe('what the database says of a rule', () => {
  const pack = [titled('a', 'A'), titled('b', 'B'), many('m', ['b'])]
  const stages = ({ rules, correlations }: Book) =>
    Object.fromEntries([...rules.map(({ info }) => info), ...correlations].map(({ id, stage }) => [id, stage]))

  it('overrides its stage, of a correlation too, and leaves its version', () => {
    const plain = build({ pack })
    const changed = build(
      { pack },
      {
        stages: [
          { ruleId: 'a', stage: 'shadow' },
          { ruleId: 'm', stage: 'off' },
        ],
      },
    )
    expect(stages(plain)).toEqual({ a: 'live', b: 'live', m: 'live' })
    expect(stages(changed)).toEqual({ a: 'shadow', b: 'live', m: 'off' })
    expect(changed.versions).toEqual(plain.versions)
  })

  it('overrides a stage of its document', () => {
    const book = build(
      { pack: [doc('a', { auditflow: { stage: 'off' } })] },
      { stages: [{ ruleId: 'a', stage: 'live' }] },
    )
    expect(stages(book)).toEqual({ a: 'live' })
  })

  it('adds exceptions to those of its document, of a correlation too', () => {
    const exceptions = [{ reason: 'own', when: { user: 'x' } }]
    const book = build(
      { pack: [doc('a', { auditflow: { exceptions } }), many('m', ['a'])] },
      { exceptions: [exceptionOf('a', { expires: '2026-11-26T00:00:00.000Z' }), exceptionOf('m')] },
    )
    expect(book.rules[0]?.exceptions).toMatchObject([
      { reason: 'own' },
      { reason: 'r', expiresMs: Date.UTC(2026, 10, 26) },
    ])
    expect(book.correlations[0]?.exceptions).toMatchObject([{ reason: 'r' }])
  })

  it('loads a rule without an exception that can not be read', () => {
    const when = { 'user|expand': '%admins%' }
    const exceptions = [exceptionOf('a', { when })]
    const book = build({ pack }, { exceptions })
    expect(book.rules[0]).toMatchObject({ info: { id: 'a' }, exceptions: [] })
    expect(book.faults).toMatchObject([{ file: 'database', rule: 'A', problem: expect.stringContaining('e1') }])
    const placed = build({ pack, placeholders: { admins: ['ann'] } }, { exceptions })
    expect(placed.faults).toEqual([])
    expect(placed.rules[0]?.exceptions).toHaveLength(1)
  })

  it('names what it says of rules that are not loaded', () => {
    const book = build({ pack }, { stages: [{ ruleId: 'x', stage: 'off' }], exceptions: [exceptionOf('y')] })
    expect(book.unmatched).toEqual(['x', 'y'])
    expect(book.faults).toEqual([])
  })
})
