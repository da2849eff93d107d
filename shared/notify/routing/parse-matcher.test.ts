import { describe, expect, it } from 'vitest'
import { matchersText } from './matchers-text.ts'
import { parseMatchers } from './parse-matcher.ts'
import type { Matcher } from './types.ts'

const m = (name: string, op: Matcher['op'], value: string): Matcher => ({ name, op, value })

describe('matchers', () => {
  it.each<[string, Matcher[]]>([
    ['level="critical"', [m('level', '=', 'critical')]],
    ['level=critical', [m('level', '=', 'critical')]],
    ['"actor.user.name"=~"svc-.*"', [m('actor.user.name', '=~', 'svc-.*')]],
    ['actor.user.name =~ svc-.*', [m('actor.user.name', '=~', 'svc-.*')]],
    ['{a="b", c!="d"}', [m('a', '=', 'b'), m('c', '!=', 'd')]],
    ['{a="b",}', [m('a', '=', 'b')]],
    ['a="b",', [m('a', '=', 'b')]],
    ['a=b,c!~d', [m('a', '=', 'b'), m('c', '!~', 'd')]],
    ['{}', []],
    ['', []],
    [' { a = "" } ', [m('a', '=', '')]],
    ['Προμηθεύς=🙂', [m('Προμηθεύς', '=', '🙂')]],
    ['"foo!"="bar,baz"', [m('foo!', '=', 'bar,baz')]],
    ['a="\\"baz qux\\""', [m('a', '=', '"baz qux"')]],
    ['a="\\xf0\\x9f\\x99\\x82"', [m('a', '=', '🙂')]],
    ['a="\\u00e4\\U0001f642\\101\\t\\\\"', [m('a', '=', 'ä🙂A\t\\')]],
    ['a=~"\\\\d+"', [m('a', '=~', '\\d+')]],
    ['a=[a-zA-Z]+', [m('a', '=', '[a-zA-Z]+')]],
    ['__proto__="x"', [m('__proto__', '=', 'x')]],
  ])('%s', (text, matchers) => {
    expect(parseMatchers(text)).toEqual(matchers)
    expect(parseMatchers(matchersText(matchers))).toEqual(
      [...matchers].sort((a, b) => (matchersText([a]) < matchersText([b]) ? -1 : 1)),
    )
  })

  it.each([
    ['foo=', 'column 5: the value (an empty one is "") is missing'],
    ['="bar"', 'column 1: the name of a label is missing'],
    ['""="bar"', 'column 1: the name of the label is empty'],
    ['foo', 'column 4: one of =, !=, =~ and !~ is missing'],
    ['foo==bar', 'column 5: the value (an empty one is "") is missing'],
    ['foo!bar', 'column 4: this character may only stand between double quotes'],
    ['{foo="bar"', 'column 11: a comma or } is missing'],
    ['foo="bar"}', 'column 10: there is no { before this }'],
    ['foo="bar" baz', 'column 11: a comma is missing, or double quotes around the value'],
    ['a="b",,c="d"', 'column 7: the name of a label is missing'],
    ['foo="bar', 'column 5: the double quote is not closed'],
    ["foo='bar'", 'column 5: this character may only stand between double quotes'],
    ['foo=~\\d+', 'column 6: a backslash may only stand between double quotes (and twice, for one)'],
    ['foo=~"\\d+"', 'column 6: there is no escape "\\\\d"; a backslash is written twice'],
    ['a="\\ud800"', 'column 3: there is no escape "\\\\u"; a backslash is written twice'],
    ['a="\\xff"', 'column 3: the bytes between the quotes are no UTF-8'],
    ['a="\\400"', 'column 3: there is no escape "\\\\4"; a backslash is written twice'],
    ['a="\\x00"', 'column 1: it holds a NUL or half of a surrogate pair'],
    [`a=${'b'.repeat(2_000)}`, 'column 1: it is longer than 2000 characters'],
    ['a="b", c=~"("', "column 8: the regular expression can't be read (error parsing regexp: missing closing ): `(`)"],
    ['a=~"(?=b)"', "column 1: the regular expression can't be read"],
  ])('refuses %s', (text, reason) => {
    expect(() => parseMatchers(text)).toThrow(reason)
  })
})
