import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyOfItems } from './body.ts'
import { auditIdOf, borderOf } from './border.ts'
import { holdsLine, lineFormatOf, mayBeDocument } from './format.ts'
import { splitDocument } from './split-document.ts'
import { LineSplitter } from './split-lines.ts'

const bytes = (text: string) => Buffer.from(text)

describe('lines', () => {
  it('are the file again, wherever chunks begin, and each says where it ends', () => {
    const file = fc
      .array(fc.constantFrom('a', 'é', '\n', '\xff', ' ', '{}', '\r\n'))
      .map((parts) => bytes(parts.join('')))
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 5 }), (content, size) => {
        const splitter = new LineSplitter(0, 1000)
        const units = []
        for (let at = 0; at < content.length; at += size) units.push(...splitter.push(content.subarray(at, at + size)))
        units.push(...splitter.rest())
        expect(splitter.boundary).toBe(content.length)
        for (const unit of units)
          expect(content.subarray(unit.end - unit.bytes.length, unit.end).equals(unit.bytes)).toBe(true)
        const kept = content
          .toString('latin1')
          .split('\n')
          .filter((line) => line.trim() !== '')
        expect(units.map((unit) => unit.bytes.toString('latin1').replace(/\n$/, ''))).toEqual(kept)
      }),
    )
  })

  it('that are too long are marked, every piece of them, and the next is not', () => {
    const splitter = new LineSplitter(0, 10)
    const units = ['0123456', '789abcdef', 'ghi', 'jk\nshort\n'].flatMap((part) => splitter.push(bytes(part)))
    expect(units.map((unit) => [unit.bytes.toString(), unit.unfit !== undefined])).toEqual([
      ['0123456789abcdef', true],
      ['ghijk\n', true],
      ['short\n', false],
    ])
  })
})

describe('JSON documents', () => {
  const wrapped = fc
    .tuple(fc.array(fc.jsonValue(), { minLength: 1 }), fc.constantFrom<undefined | number>(undefined, 2))
    .chain(([items, indent]) =>
      fc.constantFrom(
        JSON.stringify(items, null, indent),
        JSON.stringify({ kind: ['List]"'], Records: items, next: '\\"[' }, null, indent),
      ),
    )

  it('come apart into items that each make a document, and together the same bytes', () => {
    fc.assert(
      fc.property(wrapped, (text) => {
        const document = splitDocument(bytes(text))!
        expect(bodyOfItems(document.units, document).bytes.toString()).toBe(text)
        for (const unit of document.units) JSON.parse(bodyOfItems([unit], document).bytes.toString())
      }),
    )
  })

  it('give the items of the longest list', () => {
    const document = splitDocument(bytes('{"a":[1],"Records":[{"x":[1,2]},{"y":"],["}],"b":[]}'))!
    expect(document.units.map((unit) => unit.bytes.toString())).toEqual(['{"x":[1,2]}', '{"y":"],["}'])
    expect(document.after.toString()).toBe('],"b":[]}')
  })

  it('that follow one another become a list', () => {
    const document = splitDocument(bytes('{\n "a": 1\n}\n{\n "a": 2\n}\n'))!
    expect(JSON.parse(bodyOfItems(document.units, document).bytes.toString())).toEqual([{ a: 1 }, { a: 2 }])
  })

  it.each(['', '  ', '{"a":', '[1,2', '{}]', 'text', '"[', '{"a":1} x'])('are none in %j', (text) => {
    expect(splitDocument(bytes(text))).toBeUndefined()
  })

  it.each(['{}', '[]', '{"a":[]}', '\ufeff{"a": 1}'])('without items go whole: %j', (text) => {
    const document = splitDocument(bytes(text))!
    expect(bodyOfItems(document.units, document).bytes.toString()).toBe(text)
    expect(document.units).toHaveLength(1)
  })
})

describe('formats', () => {
  it.each<[string, string | undefined, boolean]>([
    ['{"a":1}\n{"a":2}\n', 'ndjson', false],
    ['\ufeff\n {"a":1}\n{"a":2}', 'ndjson', false],
    ['{"a":1}\n', 'ndjson', true],
    ['{"a":1}', 'ndjson', true],
    ['{\n  "a": 1\n}', 'ndjson', true],
    ['[{"a":1}]', 'text', true],
    ['[\n  {\n', 'text', true],
    ['[]', 'text', true],
    ['[    0.000000] Linux version\n', 'text', false],
    ['[Wed Oct 11 14:32:52 2000] [error] x\n', 'text', false],
    ['Nov 25 10:00:00 host sshd[1]: x\n', 'text', false],
    [' \n', undefined, false],
  ])('tells %j', (text, format, isDocument) => {
    expect([lineFormatOf(bytes(text)), mayBeDocument(bytes(text))]).toEqual([format, isDocument])
  })

  it('knows a first line that is whole', () => {
    expect(['{"a":1}\n', 'text\n', '{\n', '{"a":1}', ''].map((text) => holdsLine(bytes(text)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ])
  })
})

describe('the border of a batch', () => {
  it.each<[(string | undefined)[], number]>([
    [[], 0],
    [[undefined, undefined], 2],
    [['a', 'a', 'b'], 2],
    [['a', 'b', undefined], 3],
    [['a', 'b', 'a', 'b'], 0],
    [['x', 'a', 'b', 'a', 'b'], 1],
    [['x', 'y', 'x', 'a', 'y', 'a'], 0],
    [['a', undefined, 'a'], 0],
  ])('of %j leaves no event on both sides', (ids, border) => {
    expect(borderOf(ids)).toBe(border)
  })

  it('knows the id of an auditd record', () => {
    expect(auditIdOf(bytes('node=h type=SYSCALL msg=audit(1364481363.243:24287): arch=c000003e'))).toBe(
      '1364481363.243:24287',
    )
    expect(auditIdOf(bytes('Nov 25 10:00:00 host sshd[1]: msg=audit(x)'))).toBeUndefined()
  })
})
