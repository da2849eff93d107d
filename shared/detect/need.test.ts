import { expect, it } from 'vitest'
import { parseRules } from './index.ts'
import { allNeeds, needsOf } from './need.ts'
import { aRule } from './testing.ts'
import { weighBy } from './weigh-needs.ts'

/** The needs of a rule as `field form value`; undefined when nothing is known. */
function needs(detection: Record<string, unknown>): string[] | undefined {
  const { rules, faults } = parseRules([{ file: 'r.yml', doc: aRule({ detection }) }], {
    placeholders: { who: ['ann', 'b*'], none: [] },
  })
  expect(faults).toEqual([])
  const { condition } = rules[0]!
  return needsOf(condition, weighBy(allNeeds(condition)))?.map(
    ({ field, literal }) => `${field?.name ?? '*'} ${literal.form} ${literal.value}`,
  )
}

it.each<[unknown, string[] | undefined]>([
  [{ a: 'Create' }, ['a text create']],
  [{ a: ['Create', 'Delete'] }, ['a text create', 'a text delete']],
  [{ a: true }, ['a text true']],
  [{ a: 7 }, ['a number 7']],
  [{ a: '7' }, ['a text 7']],
  [{ a: '' }, ['a text ']],
  [{ a: ['Create', null] }, undefined],
  [{ a: null }, undefined],
  [{ a: 'some*thing' }, ['a piece thing']],
  [{ a: '\\*' }, ['a text *']],
  [{ a: '*' }, undefined],
  [{ 'a|contains': 'Piece' }, ['a piece piece']],
  [{ 'a|contains': '' }, undefined],
  [{ 'a|contains': 7 }, ['a piece 7']],
  [{ 'a|startswith': ['one', '?'] }, undefined],
  [{ 'a|contains|all': ['one', 'the longer one'] }, ['a piece the longer one']],
  [{ 'a|cased': 'Create' }, ['a text create']],
  [{ 'a|cased|contains': 'Piece?Σ' }, ['a piece piece']],
  [{ 'a|cased|contains': '\ud801' }, undefined],
  [{ 'a|windash|contains': ' -encode' }, ['a piece encode']],
  [{ 'a|windash': '-x' }, ['a piece x']],
  [{ 'a|base64': 'foobar' }, ['a text zm9vymfy']],
  [{ 'a|expand': '%who%' }, ['a text ann', 'a piece b']],
  [{ 'a|expand': '%none%' }, []],
  [{ 'a|expand': '%none%', b: null }, []],
  [{ 'a|neq': 'x' }, undefined],
  [{ 'a|re': '^Some.+thing: x?$' }, ['a piece thing: ']],
  [{ 'a|re': 'ab+cde*' }, ['a piece ab']],
  [{ 'a|re': 'a*b?' }, undefined],
  [{ 'a|re': 'abc|d' }, undefined],
  [{ 'a|re': 'abc\\d' }, undefined],
  [{ 'a|re': '[abc]' }, undefined],
  [{ 'a|re': 'abc{0}' }, undefined],
  [{ 'a|re|i': 'abc' }, undefined],
  [{ 'a|cidr': '10.0.0.0/8' }, undefined],
  [{ 'a|exists': true }, undefined],
  [{ 'a|gt': 7 }, undefined],
  [{ 'a|fieldref': 'b' }, undefined],
  [{ 'a|hour': 7 }, undefined],
  [{ 'a|neq': 'x', 'b|re': 'x', c: 'Create' }, ['c text create']],
  [
    ['a word', 7],
    ['* piece a word', '* piece 7'],
  ],
  [['a*word*of three'], ['* piece of three']],
  [{ '|re': 'x' }, ['* piece x']],
  [
    [{ a: 'Create' }, 'word'],
    ['a text create', '* piece word'],
  ],
  [[{ a: 'Create' }, { b: null }], undefined],
])('the selection %j needs %j', (selection, expected) => {
  expect(needs({ selection, condition: 'selection' })).toEqual(expected)
})

it.each<[string, string[] | undefined]>([
  ['a and none', ['x text alpha']],
  ['none and a', ['x text alpha']],
  ['a or b', ['x text alpha', 'x text beta']],
  ['a or none', undefined],
  ['not a', undefined],
  ['not (not a)', undefined],
  ['b and not a', ['x text beta']],
  ['(a or none) and b', ['x text beta']],
  ['1 of them', undefined],
  ['1 of v*', ['x text gamma', 'x text delta']],
  ['2 of v*', ['x text gamma']],
  ['all of them', ['x text alpha']],
  ['3 of them', ['x text alpha', 'x text delta', 'x text gamma']],
  ['4 of them', ['x text alpha', 'x text gamma']],
])('the condition %j needs %j', (condition, expected) => {
  const selections = { a: { x: 'alpha' }, b: { x: 'beta' }, v1: { x: 'gamma' }, v2: { x: 'delta' }, none: { y: null } }
  expect(needs({ ...selections, condition })?.sort()).toEqual(expected?.sort())
})

it('takes of several needs the one that the fewest rules share, and no flag', () => {
  const detections = [
    { source: 'iam', name: 'CreateUser', granted: 'true' },
    { source: 'iam', name: 'DeleteUser', granted: 'false' },
    { source: 'iam', name: 'ListUsers', granted: '1' },
  ]
  const docs = detections.map((s, i) => ({
    file: 'r.yml',
    doc: aRule({ id: `${i}`, detection: { s, condition: 's' } }),
  }))
  const { rules } = parseRules(docs)
  const weigh = weighBy(rules.flatMap(({ condition }) => allNeeds(condition)))
  const values = rules.flatMap(({ condition }) => needsOf(condition, weigh)?.map(({ literal }) => literal.value))
  expect(values).toEqual(['createuser', 'deleteuser', 'listusers'])
})
