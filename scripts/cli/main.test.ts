import { describe, expect, it } from 'vitest'
import { run } from './testing.ts'

describe('the command auditflow', () => {
  it.each([[[]], [['rules']], [['rules', 'chek']], [['check']]])(
    'shows its commands for %j, as an error',
    async (args) => {
      const { code, out, err } = await run(args)
      expect([code, out]).toEqual([2, []])
      expect(err.join('\n')).toContain('rules check')
    },
  )

  it('names a command that is none', async () => {
    expect((await run(['rules', 'chek'])).err[0]).toBe('auditflow: there is no command "rules chek"')
  })

  it.each([
    [['--help'], 'usage: auditflow COMMAND'],
    [['rules', 'test', '--help'], 'usage: auditflow rules test [FOLDER…]'],
  ])('helps with %j', async (args, wanted) => {
    const { code, out } = await run(args)
    expect(code).toBe(0)
    expect(out.join('\n')).toContain(wanted)
  })

  it.each<[string[], string]>([
    [['rules', 'check', '--foo'], "auditflow rules check: Unknown option '--foo'"],
    [['rules', 'check', '--placeholders'], "auditflow rules check: Option '--placeholders <value>' argument missing"],
    [['rules', 'explain', 'a.json'], 'auditflow rules explain: an EVENT and a RULE are needed'],
    [
      ['rules', 'explain', 'a', 'b', 'c'],
      'auditflow rules explain: "c" is one argument too many: put a title in quotes',
    ],
    [['rules', 'backtest'], 'auditflow rules backtest: --days: missing'],
    [['rules', 'backtest', '--days', 'x'], 'auditflow rules backtest: --days: "x" is no whole number from 1 to 3660'],
  ])('answers %j with the reason and the usage', async (args, wanted) => {
    const { code, err } = await run(args)
    expect([code, err[0]]).toEqual([2, wanted])
    expect(err.join('\n')).toContain(`usage: auditflow ${args.slice(0, 2).join(' ')}`)
  })

  it.each<[string[], string]>([
    [['rules', 'check', '/nowhere'], "/nowhere: can't be read"],
    [['rules', 'test', '/nowhere'], "/nowhere: can't be read"],
    [['rules', 'check', '--placeholders', '/nowhere.yml'], "/nowhere.yml: can't be read"],
    [
      ['rules', 'explain', '/nowhere.json', 'Audit Log Disabled'],
      '/nowhere.json: there is no such file; set DATABASE_URL',
    ],
    [['rules', 'backtest', '--days', '1'], 'DATABASE_URL: missing'],
  ])("says in one line why it can't do %j", async (args, wanted) => {
    const { code, err } = await run(args)
    expect([code, err.length]).toEqual([2, 1])
    expect(err[0]).toContain(wanted)
  })
})
