import { readConfig } from '../../shared/config/read-config.ts'
import { databaseUrl } from '../../shared/config/settings.ts'
import { compileRuleset, createReplay, faultLine, type ParsedRules, type Ruleset } from '../../shared/detect/index.ts'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { readInOrder } from '../../shared/store/read-in-order.ts'
import { backtestLines } from './backtest-report.ts'
import { BacktestTally } from './backtest-tally.ts'
import { type Command, CommandError, type Shell, UsageError } from './command.ts'
import { type LoadedFaulty, loadRules, loadRulesInForce, placeholdersOf, placesOf, ruleFlags } from './load-rules.ts'
import { parseFlags } from './parse-flags.ts'
import { pickRules } from './pick-rules.ts'
import { withException } from './with-exception.ts'

const DAY_MS = 86_400_000
const MOST_DAYS = 3660
const PROGRESS_MS = 2000

/** `rules backtest`: what rules would have alerted of in the stored events. */
export const rulesBacktest: Command = {
  name: 'rules backtest',
  does: 'Says what rules would have alerted of in the events of the last days, as they are stored.',
  usage: `[FOLDER…] --days N [--rule RULE]… [--exception YAML] [--placeholders FILE.yml]

  FOLDER               folders or files of Sigma rules; without: the rules in force, those of the database among them
  --days N             how far back, from 1 to ${MOST_DAYS}
  --rule RULE          only this rule: its id, name or title
  --exception YAML     a Sigma selection, such as '{ actor.user.name: svc-backup }': says what it would save
  --placeholders FILE  values of %placeholders%; without: the file of AUDITFLOW_PLACEHOLDERS

Reads the database of DATABASE_URL and changes nothing. A rule and key count as one alert a day (UTC). Events from before
the first day are read as far as the windows of rules reach back.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, {
      ...ruleFlags,
      days: { type: 'string' },
      rule: { type: 'string', multiple: true },
      exception: { type: 'string' },
    })
    const days = daysOf(values.days)
    const { DATABASE_URL } = readConfig({ DATABASE_URL: databaseUrl }, shell.env)
    const placeholders = await placeholdersOf(shell, values.placeholders)
    const sql = connect(DATABASE_URL, { max: 1, name: 'auditflow-backtest' })
    try {
      const loaded =
        positionals.length > 0
          ? await loadRules({ given: positionals }, shell, values.placeholders)
          : await loadRulesInForce(sql, shell, values.placeholders)
      tellFaults(loaded, shell)
      const rules = pickRules(loaded, values.rule)
      const { exception } = values
      const excepted = exception === undefined ? undefined : withException(rules, exception, placeholders)
      for (const line of await backtest(sql, days, rules, excepted, shell)) shell.out(line)
      return 0
    } finally {
      await sql.end({ timeout: 5 })
    }
  },
}

function daysOf(text: string | undefined): number {
  const days = Number(text)
  if (text !== undefined && Number.isInteger(days) && days >= 1 && days <= MOST_DAYS) return days
  throw new UsageError(
    `--days: ${text === undefined ? 'missing' : `"${text}" is no whole number from 1 to ${MOST_DAYS}`}`,
  )
}

function tellFaults({ faults, rules, correlations }: LoadedFaulty, shell: Shell): void {
  for (const fault of faults) shell.err(`refused: ${faultLine(fault)}`)
  if (rules.length + correlations.length === 0) throw new CommandError('no rule loads')
}

async function backtest(
  sql: Sql,
  days: number,
  rules: ParsedRules,
  excepted: ParsedRules | undefined,
  shell: Shell,
): Promise<string[]> {
  const toMs = shell.now()
  const fromMs = toMs - days * DAY_MS
  const places = await placesOf(shell)
  const both = excepted === undefined ? [rules] : [rules, excepted]
  const runs = both.map((one) => runOf(compileRuleset(one, { places }), fromMs))
  let events = 0
  const tell = progress(shell)
  for await (const page of readInOrder(sql, {
    fromMs: fromMs - Math.max(...runs.map(({ warmUpMs }) => warmUpMs)),
    toMs,
  })) {
    events += page.filter(({ event }) => event.time >= fromMs).length
    for (const { replay } of runs) await replay.add(page)
    tell(events, page.at(-1)!.event.time)
  }
  for (const { replay } of runs) await replay.end()
  const [{ tally } = { tally: new BacktestTally() }, other] = runs
  const alerting = [
    ...rules.rules.filter(({ silent }) => !silent).map(({ info }) => info),
    ...rules.correlations.filter(({ silent }) => !silent),
  ]
  return backtestLines({ events, fromMs, toMs, rules: alerting, tally, ...(other && { excepted: other.tally }) })
}

/** A replay that counts what it finds from a time on; `warmUpMs`: how far before it windows reach. */
function runOf(ruleset: Ruleset, fromMs: number) {
  const tally = new BacktestTally()
  const replay = createReplay(ruleset, (finding) => {
    const timeMs = finding.events.reduce((last, event) => Math.max(last, event.timeMs), Number.NEGATIVE_INFINITY)
    if (timeMs >= fromMs) tally.add(finding, timeMs)
  })
  return { replay, tally, warmUpMs: Math.max(0, ...[...ruleset.correlations.values()].map(({ keepMs }) => keepMs)) }
}

function progress(shell: Shell): (events: number, timeMs: number) => void {
  let toldMs = shell.now()
  return (events, timeMs) => {
    if (shell.now() - toldMs < PROGRESS_MS) return
    toldMs = shell.now()
    shell.err(`${events} events, up to ${new Date(timeMs).toISOString()}`)
  }
}
