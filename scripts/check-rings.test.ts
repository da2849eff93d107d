import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { checkTree } from './rings/check-tree.ts'

const roots: string[] = []

/** A tree with one complete function, and the given files over it; null leaves one out. */
function tree(files: Record<string, string | null> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'rings-'))
  roots.push(root)
  const all: Record<string, string | null> = {
    'functions/one/main.ts': "import { settings } from './config.ts'\nconsole.log(process.env, settings)\n",
    'functions/one/config.ts': 'export const settings = {}\n',
    'functions/one/handle.ts': "import { id } from '../../shared/events/envelope.ts'\nexport const handle = () => id\n",
    'functions/one/README.md': '# one\n',
    'shared/events/envelope.ts': "import { createHash } from 'node:crypto'\nexport const id = createHash\n",
    'scripts/build.ts': 'export {}\n',
    'stack.yml': 'functions:\n  one: {}\n',
    'knative/base/services/one.yaml': 'kind: Service\nmetadata:\n  name: one\n',
    ...files,
  }
  for (const [file, text] of Object.entries(all)) {
    if (text === null) continue
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

const faultsOf = (files: Record<string, string | null>) => checkTree(tree(files)).faults

afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

describe('the check of the rings', () => {
  it('finds nothing in a tree that keeps them', () => {
    expect(checkTree(tree())).toEqual({ files: 5, faults: [], warnings: [] })
  })

  it('finds nothing to complain of in this project', () => {
    expect(checkTree(process.cwd()).faults).toEqual([])
  })

  it.each([
    ['upward', 'shared/events/a.ts', "import { x } from '../config/b.ts'", 'imports shared/config/b.ts: upward'],
    ['for a type', 'shared/ports/a.ts', "import type { X } from '../store/b.ts'", 'imports shared/store/b.ts: upward'],
    [
      'within pure rings',
      'shared/detect/a.ts',
      "import '../normalise/b.ts'",
      'imports shared/normalise/b.ts: sideways',
    ],
    ['driver to driver', 'shared/broker/a.ts', "export * from '../store/b.ts'", 'imports shared/store/b.ts: sideways'],
    [
      'into a function',
      'shared/runtime/a.ts',
      "import '../../functions/one/b.ts'",
      'imports functions/one/b.ts: upward',
    ],
    ['to another function', 'functions/one/a.ts', "import '../two/b.ts'", 'imports functions/two/b.ts: sideways'],
    ['into the scripts', 'functions/one/a.ts', "import '../../scripts/b.ts'", 'imports scripts/b.ts: upward'],
    ['dynamically', 'shared/config/a.ts', "const b = await import('../store/b.ts')", 'shared/store/b.ts: sideways'],
    ['as a type query', 'shared/ports/a.ts', "type B = import('../store/b.ts').B", 'imports shared/store/b.ts: upward'],
    [
      'over several lines',
      'shared/ports/a.ts',
      "import {\n  x,\n  y,\n} from '../store/b.ts'",
      'shared/store/b.ts: upward',
    ],
    ['data from pure code', 'shared/events/a.ts', "import d from '../../infra/d.json'", 'imports infra/d.json: upward'],
    ['test helpers', 'shared/store/a.ts', "import '../../test/helpers/b.ts'", 'which belongs to tests'],
    ['a test beside it', 'shared/store/a.ts', "import './b.test.ts'", 'which belongs to tests'],
    ['a computed path', 'shared/store/a.ts', 'const b = await import(name)', 'imports a computed path'],
    ['from no known ring', 'shared/misc/a.ts', 'export {}', 'no ring is known for its folder'],
    ['to no known ring', 'shared/store/a.ts', "import '../misc/b.ts'", 'whose folder has no ring'],
  ])('refuses an import %s', (_, file, source, fault) => {
    const faults = faultsOf({ [file]: `${source}\n` })
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(`${file}: `)
    expect(faults[0]).toContain(fault)
  })

  it.each([
    ['amqplib', 'shared/store/a.ts'],
    ['postgres', 'shared/broker/a.ts'],
    ['ioredis', 'functions/one/a.ts'],
    ['hono/html', 'functions/one/a.ts'],
    ['@hono/node-server', 'shared/observe/a.ts'],
    ['prom-client', 'shared/runtime/a.ts'],
    ['postgres', 'scripts/a.ts'],
  ])('refuses %s in %s', (name, file) => {
    expect(faultsOf({ [file]: `await import('${name}')\n` })).toEqual([
      expect.stringContaining(`${file}: imports ${name}, which belongs to `),
    ])
  })

  it.each(['node:fs', 'node:http', 'postgres', 'undici'])('refuses %s in a pure ring', (name) => {
    expect(faultsOf({ 'shared/detect/a.ts': `import * as it from '${name}'\n` })).toEqual([
      `shared/detect/a.ts: imports ${name} in a pure ring`,
    ])
  })

  it.each([
    'Date.now()',
    'new Date()',
    'new Date',
    'Math.random()',
    'process.pid',
    'performance.now()',
    'fetch("x")',
    'setTimeout(f, 1)',
    'crypto.subtle',
  ])('refuses %s in a pure ring', (code) => {
    expect(faultsOf({ 'shared/notify/a.ts': `export const a = () => ${code}\n` })).toEqual([
      expect.stringMatching(/^shared\/notify\/a\.ts: uses .* in a pure ring$/),
    ])
  })

  it('refuses randomness taken from node:crypto in a pure ring', () => {
    const source = "import { randomUUID } from 'node:crypto'\nexport const a = randomUUID()\n"
    expect(faultsOf({ 'shared/events/a.ts': source })).toEqual(['shared/events/a.ts: uses randomness in a pure ring'])
  })

  it('is not misled by comments, texts, members and parameters of the same name', () => {
    const source = [
      '// process.env and Date.now() are told of here',
      "export const text = 'Math.random() and process.env'",
      'export const at = (record: { process: string }, fetch: (x: Date) => Date) => [record.process, fetch(new Date(0))]',
    ].join('\n')
    expect(faultsOf({ 'shared/detect/a.ts': source })).toEqual([])
  })

  it.each(['shared/store/a.ts', 'functions/one/handle.ts', 'shared/config/a.ts'])(
    'refuses process.env in %s',
    (file) => {
      expect(faultsOf({ [file]: "export const a = process.env['A']\n" })).toEqual([
        `${file}: reads process.env, which only main.ts and scripts do`,
      ])
    },
  )

  it.each(['main.ts', 'config.ts', 'README.md'])('misses %s in a function', (file) => {
    expect(faultsOf({ [`functions/one/${file}`]: null })).toEqual([`functions/one: has no ${file}`])
  })

  it('wants handle.ts or app.ts in a function', () => {
    const without = { 'functions/one/handle.ts': null }
    expect(faultsOf(without)).toEqual(['functions/one: has no handle.ts or app.ts'])
    expect(faultsOf({ ...without, 'functions/one/app.ts': 'export {}\n' })).toEqual([])
  })

  it('compares the folders of functions with stack.yml and the Knative services, both ways', () => {
    const stack = { 'stack.yml': 'functions:\n  two: {}\n' }
    expect(faultsOf(stack)).toEqual([
      'functions/one: not named in stack.yml',
      'stack.yml: names two, which has no folder',
    ])
    expect(faultsOf({ 'knative/base/services/one.yaml': 'kind: Service\nmetadata:\n  name: uno\n' })).toEqual([
      'functions/one: not named in knative/base/services',
      'knative/base/services: names uno, which has no folder',
    ])
  })

  it('leaves tests and their helpers out', () => {
    const source = "import '../store/b.ts'\nexport const a = Date.now()\n"
    expect(faultsOf({ 'shared/events/a.test.ts': source, 'shared/events/testing/a.ts': source })).toEqual([])
  })

  it('warns of long files and functions without failing', () => {
    const body = (lines: number) => `${'  work()\n'.repeat(lines)}}\n`
    const { faults, warnings } = checkTree(
      tree({
        'shared/store/long.ts': `export async function long() {\n${body(59)}`,
        'shared/store/arrow.ts': `export const arrow = async (a: string) => {\n${body(70)}`,
        'shared/store/short.ts': `function short() {\n${body(58)}`,
        'shared/store/file.ts': 'work()\n'.repeat(251),
      }),
    )
    expect(faults).toEqual([])
    expect(warnings).toEqual([
      'shared/store/arrow.ts: arrow has 72 lines',
      'shared/store/file.ts: 251 lines',
      'shared/store/long.ts: long has 61 lines',
    ])
  })
})
