import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { writeFiles } from '../../shared/rules/testing/write-files.ts'
import { PLACEHOLDERS } from '../../test/helpers/sigma-corpus.ts'
import { run } from './testing.ts'

const CORPUS = '../shared/sigma-rules'

const rule = (id: string, value = 'x', more = '') => `title: ${id}
id: ${id}
level: low
description: d
logsource: { product: auditflow }
detection: { s: { "a|expand": "${value}" }, condition: s }
${more}`

describe('auditflow rules check', () => {
  it('finds nothing wrong with the own pack', async () => {
    const { code, out, err } = await run(['rules', 'check'])
    expect([code, err]).toEqual([0, []])
    expect(out.at(-1)).toMatch(/^\d+ rules load, 0 refused/)
  })

  it('counts what loads, tells each fault and warning by its line, and fails for the fault', async () => {
    const root = writeFiles({
      'a.yml': `${rule('one')}---\n${rule('two', 'x', 'date: 2020/01/02\n')}---\n${rule('three', '%who%')}`,
      'b.yml':
        'title: C\nid: c\nlevel: low\ndescription: d\ncorrelation: { type: event_count, rules: [one], timespan: 1m, condition: { gte: 2 } }\n',
      'c.yml':
        'title: F\nid: f\ndescription: d\nlogsource: { product: auditflow }\nfilter: { rules: any, s: { b: 1 }, condition: not s }\n',
    })
    const { code, out } = await run(['rules', 'check', root])
    expect(code).toBe(1)
    expect(out).toEqual([
      `warning: ${root}/a.yml:14: "two": "date" is of the old form: write 2020-01-02`,
      `refused: ${root}/a.yml:21: "three": "a|expand" has the placeholder "%who%", which has no values; write "who: [VALUE, …]" into the file that AUDITFLOW_PLACEHOLDERS or --placeholders names`,
      '3 rules load, 1 refused (1 of them correlation rules, 1 filters beside them, 1 warnings)',
    ])
  })

  it('takes the values of placeholders from the file of the flag, else of the environment', async () => {
    const root = writeFiles({ 'rules/a.yml': rule('one', '%who%'), 'p.yml': 'who: [ann, 7]' })
    const args = ['rules', 'check', `${root}/rules`]
    expect((await run([...args, '--placeholders', `${root}/p.yml`])).code).toBe(0)
    expect((await run(args, { AUDITFLOW_PLACEHOLDERS: `${root}/p.yml` })).code).toBe(0)
    expect((await run(args)).code).toBe(1)
  })

  it('checks what is expected to report too, by its own lines', async () => {
    const root = writeFiles({
      'rules/a.yml': rule('one'),
      'good.yml': '- { name: Trail, within: 1h, product: aws, service: cloudtrail }\n',
      'bad.yml':
        '- { name: Good, within: 1h }\n- name: Bad\n  within: soon\n- name: Odd\n  within: 1h\n  when:\n    x|base65: 1\n',
      'none.yml': '- {',
    })
    const check = (file: string) => run(['rules', 'check', `${root}/rules`, '--expected', `${root}/${file}`])
    expect(await check('good.yml')).toMatchObject({
      code: 0,
      out: ['3 rules load, 0 refused (1 of them correlation rules)'],
    })
    const { code, out } = await check('bad.yml')
    expect(code).toBe(1)
    expect(out.slice(0, -1)).toEqual([
      expect.stringContaining(`refused: ${root}/bad.yml:3: "Bad": "within" must be a number and s, m, h or d`),
      expect.stringContaining(`refused: ${root}/bad.yml:7: "Odd reports": "x|base65" has the modifier`),
      expect.stringContaining(`refused: ${root}/bad.yml:4: "Odd stopped reporting": `),
    ])
    expect(await check('none.yml')).toMatchObject({
      code: 2,
      err: [expect.stringContaining('none.yml:1: it is no YAML')],
    })
    expect((await check('absent.yml')).code).toBe(2)
  })

  it('adds the folders of AUDITFLOW_RULES to the own pack', async () => {
    const root = writeFiles({ 'a.yml': rule('one') })
    const count = (out: string[]) => Number(out.at(-1)!.split(' ', 1)[0])
    const [own, both] = [await run(['rules', 'check']), await run(['rules', 'check'], { AUDITFLOW_RULES: root })]
    expect(count(both.out)).toBe(count(own.out) + 1)
  })

  it('says the same as JSON', async () => {
    const root = writeFiles({ 'a.yml': `${rule('one')}---\ntitle: two\n` })
    const { code, out } = await run(['rules', 'check', root, '--json'])
    expect(code).toBe(1)
    expect(JSON.parse(out.join('\n'))).toMatchObject({
      rules: 1,
      correlations: 0,
      filters: 0,
      refused: [{ file: `${root}/a.yml`, line: 8, rule: 'two' }],
      warnings: [{ rule: 'two' }, { rule: 'two' }, { rule: 'two' }],
    })
  })

  it.skipIf(!existsSync(CORPUS))('loads 456 of the public rules (skipped where ../shared is absent)', async () => {
    const root = writeFiles({
      'p.yml': Object.keys(PLACEHOLDERS)
        .map((name) => `${name}: [x]`)
        .join('\n'),
    })
    const { code, out } = await run(['rules', 'check', CORPUS, '--placeholders', `${root}/p.yml`])
    const refused = out.filter((line) => line.startsWith('refused: '))
    expect(code).toBe(1)
    expect(out.at(-1)).toMatch(/^456 rules load, 16 refused/)
    expect(refused).toHaveLength(16)
    expect(refused.filter((line) => line.includes('its authors set it aside'))).toHaveLength(1)
    expect(
      refused.every((line) => /^refused: \.\.\/shared\/sigma-rules\/unsupported\/.+\.yml:\d+: ".+": .+; .+/.test(line)),
    ).toBe(true)
  })
})
