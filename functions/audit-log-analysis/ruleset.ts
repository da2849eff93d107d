import {
  compileRuleset,
  type Expected,
  type RuleDocument,
  type Ruleset,
  type RulesetOptions,
} from '../../shared/detect/index.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import { buildRuleBook } from '../../shared/rules/rule-book.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { loadRuleBook, type StoredRules } from '../../shared/store/rules/load-rule-book.ts'
import { recordVersions } from '../../shared/store/rules/record-versions.ts'
import { keepLast } from './keep-last.ts'
import { type CountRules, createRuleReport } from './report-rules.ts'
import { readWatchedFiles, type WatchedFiles } from './watch-rule-files.ts'
import { within } from './within.ts'

export type RulesetPorts = {
  sql: Sql
  log: Log
  clock: Clock
  /** The own rule pack. */
  pack: readonly RuleDocument[]
  folders: readonly string[]
  placeholdersFile?: string | undefined
  /** What is expected to report. */
  expectedFile?: string | undefined
  options?: RulesetOptions
  /** How often is looked whether something has changed. */
  reloadMs: number
  count: CountRules
  /** How long the database may take. A query on a connection that is being lost may never end (shared/store/connect.ts). */
  patienceMs?: number
}

const PATIENCE_MS = 5_000

type Current = { files: WatchedFiles; stored: StoredRules; ruleset: Ruleset }

/** The rules in force; with `expected` what the last ones that were asked for expect to report. */
export type RulesInForce = (() => Promise<Ruleset>) & { expected(): readonly Expected[] }

/**
 * The rules in force: of the own pack, of folders and of the database, each read again when it has changed. A change is
 * in force for whatever asks `reloadMs` after it. What can't be read any more stays as it was; nothing is judged before
 * every source was read once: the function answers with `Unavailable` till then, since an event is judged only once.
 */
export function createRuleset(ports: RulesetPorts): RulesInForce {
  const { sql, log, clock, reloadMs, patienceMs = PATIENCE_MS } = ports
  const report = createRuleReport(log, ports.count)
  const files = keepLast<WatchedFiles>('rule files', (last) => readWatchedFiles(ports.folders, ports, last), log)
  const stored = keepLast<StoredRules>(
    'rules of the database',
    (last) => within(patienceMs, loadRuleBook(sql, last?.revision)),
    log,
  )
  const rules = keepLast<Current>('rules', (last) => build(ports, last, files, stored, report), log)
  let current: Current | undefined
  let checkedMs = 0
  let checking: Promise<Ruleset> | undefined
  const check = async (): Promise<Ruleset> => {
    checkedMs = clock()
    try {
      current = await rules()
      return current.ruleset
    } finally {
      checking = undefined
    }
  }
  const inForce = async () => {
    if (current !== undefined && Math.abs(clock() - checkedMs) < reloadMs) return current.ruleset
    checking ??= check()
    return await checking
  }
  return Object.assign(inForce, { expected: () => current?.files.expected ?? [] })
}

async function build(
  { sql, pack, options, patienceMs = PATIENCE_MS }: RulesetPorts,
  last: Current | undefined,
  readFiles: () => Promise<WatchedFiles>,
  readStored: () => Promise<StoredRules>,
  report: ReturnType<typeof createRuleReport>,
): Promise<Current | undefined> {
  const [files, stored] = await Promise.all([readFiles(), readStored()])
  if (files === last?.files && stored === last.stored) return undefined
  const book = buildRuleBook({
    pack,
    folder: files.documents,
    database: stored.rules.map(({ doc }) => ({ file: 'database', doc })),
    overrides: stored,
    placeholders: files.placeholders,
  })
  await within(patienceMs, recordVersions(sql, book.versions))
  report(book, files.faults)
  return { files, stored, ruleset: compileRuleset(book, options) }
}
