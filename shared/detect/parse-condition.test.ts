import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meets } from './testing.ts'

/** A detection whose selections x1, x2, y, _z hold when the record names them. */
const SELECTIONS = { x1: ['x1'], x2: ['x2'], y: ['yy'], _z: ['_z'] }
const holds = (condition: unknown, ...names: string[]) => meets({ ...SELECTIONS, condition }, names)

describe('a condition', () => {
  it.each([
    ['x1', ['x1'], true],
    ['not x1', [], true],
    ['x1 and x2', ['x1'], false],
    ['x1 or x2 and y', ['x1'], true],
    ['(x1 or x2) and y', ['x1'], false],
    ['x1 and x2 or y', ['yy'], true],
    ['x1 and (x2 or y)', ['yy'], false],
    ['not x1 and y', ['yy'], true],
    ['not (x1 and y)', ['yy'], true],
    ['not x1 or y', ['x1'], false],
    ['not not x1', ['x1'], true],
    ['x1 AND NOT x2', ['x1'], true],
    ['x1 Or x2', ['x2'], true],
    ['1 of x*', ['x2'], true],
    ['1 OF x*', ['yy'], false],
    ['any of x*', ['x1'], true],
    ['all of x*', ['x1'], false],
    ['ALL Of x*', ['x1', 'x2'], true],
    ['2 of x*', ['x1'], false],
    ['2 of x*', ['x1', 'x2'], true],
    ['2 of them', ['x1', 'yy'], true],
    ['3 of them', ['x1', 'x2', '_z'], false],
    ['1 of them', ['_z'], false],
    ['1 of _*', ['_z'], true],
    ['all of them', ['x1', 'x2', 'yy'], true],
    ['all of THEM', ['x1', 'x2'], false],
    ['1 of *1', ['x1'], true],
    ['1 of x1', ['x1'], true],
    ['not 1 of x*', ['yy'], true],
    ['y and not 1 of x*', ['yy', 'x1'], false],
    ['y and 1 of x* and not all of x*', ['yy', 'x1'], true],
    ['(x1)or(x2)', ['x2'], true],
    ['  x1\n and  y ', ['x1', 'yy'], true],
    [['x1 and x2', 'y'], ['yy'], true],
    [['x1', 'y'], ['x2'], false],
  ])('%j with %j is %j', (condition, names, expected) => {
    expect(holds(condition, ...names)).toBe(expected)
  })

  it('binds as JavaScript binds its operators, whatever the shape', () => {
    const leaf = fc.constantFrom('x1', 'x2', 'y')
    const { text } = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('text').map((inner) => `not ${inner}`),
        tie('text').map((inner) => `(${inner})`),
        fc.tuple(tie('text'), fc.constantFrom(' and ', ' or '), tie('text')).map((parts) => parts.join('')),
      ),
    }))
    fc.assert(
      fc.property(text, fc.subarray(['x1', 'x2', 'yy']), (condition, names) => {
        const source = condition
          .replaceAll('not ', '!')
          .replaceAll(' and ', '&&')
          .replaceAll(' or ', '||')
          .replace(/x1|x2|y/g, (name) => String(names.includes(name === 'y' ? 'yy' : name)))
        expect(holds(condition, ...names)).toBe(new Function(`return ${source}`)())
      }),
    )
  })

  it.each([
    ['', 'condition is missing'],
    [[], 'condition is missing'],
    [7, 'condition is missing'],
    ['x9', 'names "x9", which is no selection'],
    ['1 of z*', 'names "z*", which is no selection'],
    ['x1 and', 'ends where a selection is expected'],
    ['and x1', 'does not make sense at "and"'],
    ['x1 x2', 'does not make sense at "x2"'],
    ['(x1', 'lacks a closing parenthesis'],
    ['x1)', 'does not make sense at ")"'],
    ['()', 'does not make sense at ")"'],
    ['1 of', 'ends after "1 of"'],
    ['0 of x*', 'says "0 of"'],
    ['most of x*', 'says "most of"'],
    ['3 of x*', 'wants 3 of 2 selections'],
    [`${'('.repeat(5000)}x1`, 'is nested too deep'],
    [`${'not '.repeat(5000)}x1`, 'is nested too deep'],
  ])('%.40j is a fault: %s', (condition, problem) => {
    expect(() => holds(condition)).toThrow(problem)
  })

  it.each([
    ['x1 | count() > 5', 'type: event_count, group-by: [], the timeframe as timespan, condition: { gt: 5 }'],
    [
      'x1 | count() by host >= 5',
      'type: event_count, group-by: [host], the timeframe as timespan, condition: { gte: 5 }',
    ],
    [
      'x1 | count(user) by ip > 10',
      'type: value_count, group-by: [ip], the timeframe as timespan, condition: { field: user, gt: 10 }',
    ],
    ['x1 |near y', 'type: temporal'],
    ['x1 | sum(a) > 3', 'count in a correlation rule'],
  ])('%j is refused with what to write in its place', (condition, remedy) => {
    expect(() => holds(condition)).toThrow(remedy)
  })
})
