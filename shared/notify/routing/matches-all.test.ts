import { describe, expect, it } from 'vitest'
import { inhibited } from './inhibited.ts'
import { matchesAll } from './matches-all.ts'
import { parseMatchers } from './parse-matcher.ts'
import { silenced } from './silenced.ts'

describe('labels match', () => {
  it.each([
    ['a="x"', { a: ['x'] }, true],
    ['a="x"', { a: ['xx'] }, false],
    ['a=~"x"', { a: ['xx'] }, false],
    ['a=~"x|xx"', { a: ['xx'] }, true],
    ['a=~"x.*"', { a: ['x\ny'] }, false],
    ['a=~"(?s)x.*"', { a: ['x\ny'] }, true],
    ['a!="x"', { a: ['y'] }, true],
    ['a!~"x.*"', { a: ['xy'] }, false],
    // Several values.
    ['tag="b"', { tag: ['a', 'b'] }, true],
    ['tag=~"b|c"', { tag: ['a', 'b'] }, true],
    ['tag!="b"', { tag: ['a', 'b'] }, false],
    ['tag!~"c|d"', { tag: ['a', 'b'] }, true],
    ['tag="a",tag="b"', { tag: ['a', 'b'] }, true],
    // None is the empty text.
    ['a=""', {}, true],
    ['a=""', { a: [] }, true],
    ['a!=""', {}, false],
    ['a=~".*"', {}, true],
    ['a=~".+"', {}, false],
    ['a!="x"', {}, true],
    ['constructor=""', {}, true],
    ['{}', { a: ['x'] }, true],
    ['a="x",b="y"', { a: ['x'] }, false],
  ])('%s with %j: %s', (matchers, labels, holds) => {
    expect(matchesAll(parseMatchers(matchers), labels)).toBe(holds)
  })

  it('takes no time by the power of the value for a hostile expression', () => {
    const started = performance.now()
    expect(matchesAll(parseMatchers('a=~"(x+x+)+y"'), { a: ['x'.repeat(20_000)] })).toBe(false)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('inhibition', () => {
  const rule = (source: string, target: string, equal: string[] = []) => [
    { source: parseMatchers(source), target: parseMatchers(target), equal },
  ]
  it.each([
    ['mutes the target', rule('a="s"', 'a="t"'), { a: ['t'] }, [{ a: ['s'] }], true],
    ['leaves what is no target', rule('a="s"', 'a="t"'), { a: ['u'] }, [{ a: ['s'] }], false],
    ['needs a source', rule('a="s"', 'a="t"'), { a: ['t'] }, [{ a: ['t'] }], false],
    ['wants equal labels', rule('a="s"', 'a="t"', ['h']), { a: ['t'], h: ['1'] }, [{ a: ['s'], h: ['2'] }], false],
    [
      'finds equal labels',
      rule('a="s"', 'a="t"', ['h']),
      { a: ['t'], h: ['1', '2'] },
      [{ a: ['s'], h: ['2', '1'] }],
      true,
    ],
    ['takes what both lack for equal', rule('a="s"', 'a="t"', ['h']), { a: ['t'] }, [{ a: ['s'], h: [''] }], true],
    ['of an alert on both sides by itself', rule('a="s"', 'a=~"s|t"'), { a: ['s'] }, [{ a: ['s'] }], false],
    [
      'of an alert on both sides by a mere source',
      rule('b="x"', 'a="t"'),
      { a: ['t'], b: ['x'] },
      [{ b: ['x'] }],
      true,
    ],
    ['of a mere target by one on both sides', rule('b="x"', 'a="t"'), { a: ['t'] }, [{ a: ['t'], b: ['x'] }], true],
  ])('%s', (_, rules, labels, firing, isMuted) => {
    expect(inhibited(rules, labels, firing) !== undefined).toBe(isMuted)
  })
})

it('a silence mutes from its start until just before its end', () => {
  const silence = { id: 's', matchers: parseMatchers('a="x"'), startsAt: 100, endsAt: 200 }
  const at = (now: number) => silenced([silence], { a: ['x'] }, now)
  expect([99, 100, 199, 200].map(at)).toEqual([undefined, silence, silence, undefined])
  expect(silenced([silence], { a: ['y'] }, 150)).toBeUndefined()
})
