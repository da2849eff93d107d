import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { listRuleFiles, stampOf } from './list-rule-files.ts'
import { readRuleFiles } from './read-rule-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, text: string) => {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}
const read = async () => {
  const { documents, faults } = await readRuleFiles(folder)
  return {
    documents: documents.map(({ file, doc }) => [file.slice(folder.length + 1), doc]),
    faults: faults.map(({ file, problem }) => [file.slice(folder.length + 1), problem]),
  }
}
const stamp = async () => stampOf(await listRuleFiles(folder))

describe('readRuleFiles', () => {
  it('reads every document of every YAML file below the folder, in order of names', async () => {
    write('b/deep/two.yaml', 'title: two')
    write('a.yml', 'title: one\n---\ntitle: more\n')
    write('B.YML', 'title: loud')
    for (const file of ['notes.md', 'a.tests.yml', 'b/x.tests.yaml', '.hidden.yml', '.git/c.yml'])
      write(file, 'title: no')
    expect(await read()).toEqual({
      documents: [
        ['B.YML', { title: 'loud' }],
        ['a.yml', { title: 'one' }],
        ['a.yml', { title: 'more' }],
        ['b/deep/two.yaml', { title: 'two' }],
      ],
      faults: [],
    })
  })

  it('refuses aliases of aliases that would fill the memory', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]`)
    write('bomb.yml', ['a0: &a0 lol', ...lines].join('\n'))
    write('good.yml', 'title: good')
    const start = performance.now()
    expect(await read()).toEqual({
      documents: [['good.yml', { title: 'good' }]],
      faults: [['bomb.yml', expect.stringContaining('Excessive alias count')]],
    })
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('marks what its authors set aside', async () => {
    write('unsupported/a.yml', 'title: a')
    write('x/Deprecated/y/b.yml', 'title: b')
    write('deprecated.yml', 'title: c')
    const { documents } = await readRuleFiles(folder)
    expect(documents.map(({ setAside }) => setAside)).toEqual([undefined, 'unsupported', 'Deprecated'])
    expect((await readRuleFiles(join(folder, 'unsupported'))).documents[0]?.setAside).toBe('unsupported')
  })

  it('reads one file', async () => {
    write('unsupported/a.yml', 'title: a')
    write('unsupported/b.yml', 'title: b')
    const { documents } = await readRuleFiles(join(folder, 'unsupported/b.yml'))
    expect(documents).toMatchObject([{ doc: { title: 'b' }, setAside: 'unsupported' }])
  })

  it.each([
    ['a: [1', 'it is no YAML: '],
    ['a: 1\na: 2', 'it is no YAML: Map keys must be unique'],
    ['a: *none', 'it is no YAML: '],
    [
      `a: &a [1,1,1,1,1,1,1,1,1,1]\n${'bcd'
        .split('')
        .map((name, i) => `${name}: &${name} [${`*${'abc'[i]},`.repeat(9)}]`)
        .join('\n')}`,
      'it is no YAML: ',
    ],
  ])('makes a fault of %j and reads the rest', async (text, problem) => {
    write('bad.yml', text)
    write('good.yml', 'title: good')
    const { documents, faults } = await read()
    expect(documents).toEqual([['good.yml', { title: 'good' }]])
    expect(faults).toEqual([['bad.yml', expect.stringContaining(problem)]])
    expect(faults[0]?.[1]).not.toContain('\n')
  })

  it('makes a fault of a link that leads nowhere', async () => {
    symlinkSync(join(folder, 'none'), join(folder, 'lost.yml'))
    expect((await read()).faults).toEqual([['lost.yml', expect.stringContaining("it can't be read: ENOENT")]])
  })

  it('throws when the folder can not be read', async () => {
    await expect(readRuleFiles(join(folder, 'none'))).rejects.toThrow('ENOENT')
  })

  it('ends in a folder that holds itself', async () => {
    write('in/a.yml', 'title: a')
    symlinkSync(folder, join(folder, 'in/again'))
    expect((await read()).documents).toHaveLength(1)
  })
})

describe('the stamp of a folder', () => {
  it('is the same while nothing changes, and another one after any change', async () => {
    write('a.yml', 'title: a')
    const stamps = [await stamp()]
    expect(await stamp()).toBe(stamps[0])
    write('b.yml', 'title: b')
    stamps.push(await stamp())
    write('b.yml', 'title: longer')
    stamps.push(await stamp())
    utimesSync(join(folder, 'a.yml'), 1, 1)
    stamps.push(await stamp())
    renameSync(join(folder, 'b.yml'), join(folder, 'c.yml'))
    stamps.push(await stamp())
    rmSync(join(folder, 'c.yml'))
    stamps.push(await stamp())
    expect(new Set(stamps).size).toBe(stamps.length)
  })

  it('follows a ConfigMap whose data are swapped', async () => {
    write('..one/a.yml', 'title: one')
    write('..two/a.yml', 'title: two')
    symlinkSync('..one', join(folder, '..data'))
    symlinkSync('..data/a.yml', join(folder, 'a.yml'))
    const before = await stamp()
    expect((await read()).documents).toEqual([['a.yml', { title: 'one' }]])
    symlinkSync('..two', join(folder, '..next'))
    renameSync(join(folder, '..next'), join(folder, '..data'))
    expect(await stamp()).not.toBe(before)
    expect((await read()).documents).toEqual([['a.yml', { title: 'two' }]])
  })
})
