import { readConfig } from '../../shared/config/read-config.ts'
import { databaseUrl } from '../../shared/config/settings.ts'
import { connect, type Sql } from '../../shared/store/connect.ts'
import { parseCursor } from '../../shared/store/cursor.ts'
import { readOnly } from '../../shared/store/read-only.ts'
import type { DeadFilter } from '../../shared/store/replay/dead-filter.ts'
import { type DeadSummary, findDead } from '../../shared/store/replay/find-dead.ts'
import { type Command, type Shell, UsageError } from './command.ts'
import { FILTER_USAGE, filterFlags, filterOf } from './dead/dead-flags.ts'
import { detailLines, summaryLine } from './dead/dead-lines.ts'
import { readGiven } from './dead/read-given.ts'
import { parseFlags } from './parse-flags.ts'

const PAGE_ROWS = 200
const MOST_ROWS = 100_000

const flags = {
  ...filterFlags,
  replayed: { type: 'string' },
  limit: { type: 'string' },
  json: { type: 'boolean' },
} as const

/** `dead`: what could not be processed or delivered. */
export const dead: Command = {
  name: 'dead',
  does: 'Lists what could not be processed or delivered, with the reason, or shows one of it.',
  usage: `[list] [filters] [--limit N] [--json]
       auditflow dead show ID [--json]

${FILTER_USAGE}
  --replayed yes|no whether it was sent again and has not come back
  --limit N         at most so many, the latest; without: 50
  --json            as JSON, in a list an object a line

Reads the database of DATABASE_URL and changes nothing. All filters must hold. "auditflow replay" sends it again.`,
  async run(args, shell) {
    const { values, positionals } = parseFlags(args, flags)
    const [verb = 'list', ...rest] = positionals
    const json = values.json === true
    const work = verb === 'show' ? showOf(rest, values, json) : listOf(verb, rest, values, json, shell.now())
    const { DATABASE_URL } = readConfig({ DATABASE_URL: databaseUrl }, shell.env)
    const sql = connect(DATABASE_URL, { max: 1, name: 'auditflow-dead' })
    try {
      await work(sql, shell)
      return 0
    } finally {
      await sql.end({ timeout: 5 })
    }
  },
}

type Values = ReturnType<typeof parseFlags<typeof flags>>['values']
type Work = (sql: Sql, shell: Shell) => Promise<void>

function showOf(ids: string[], { json: _, ...filters }: Values, json: boolean): Work {
  const [id] = ids
  if (id === undefined || ids.length > 1) throw new UsageError('show: one ID is needed')
  const [extra] = Object.keys(filters)
  if (extra !== undefined) throw new UsageError(`show: --${extra} is for a list`)
  return async (sql, shell) => {
    const found = await readGiven(sql, id)
    for (const line of json ? [JSON.stringify(found, null, 2)] : detailLines(found)) shell.out(line)
  }
}

function listOf(verb: string, rest: string[], values: Values, json: boolean, nowMs: number): Work {
  if (verb !== 'list') throw new UsageError(`"${verb}" is neither list nor show`)
  if (rest.length > 0) throw new UsageError(`list: "${rest[0]}" is one argument too many`)
  const { replayed, limit = '50' } = values
  if (replayed !== undefined && replayed !== 'yes' && replayed !== 'no')
    throw new UsageError(`--replayed: "${replayed}" is neither yes nor no`)
  const most = Number(limit)
  if (!/^\d+$/.test(limit) || most < 1 || most > MOST_ROWS)
    throw new UsageError(`--limit: "${limit}" is no whole number from 1 to ${MOST_ROWS}`)
  const filter = { ...filterOf(values, nowMs), ...(replayed !== undefined && { replayed: replayed === 'yes' }) }
  return async (sql, shell) => {
    let count = 0
    for await (const item of pages(sql, filter, most)) {
      shell.out(json ? JSON.stringify(item) : summaryLine(item))
      count++
    }
    if (count === 0) shell.err('no dead letter matches')
    else if (count === most) shell.err(`the latest ${count}: --limit shows more`)
  }
}

async function* pages(sql: Sql, filter: DeadFilter, most: number): AsyncGenerator<DeadSummary> {
  let left = most
  for (let after: ReturnType<typeof parseCursor>; left > 0; ) {
    const page = { ...filter, limit: Math.min(PAGE_ROWS, left), ...(after !== undefined && { after }) }
    const { rows, next } = await readOnly(sql, (reader) => findDead(reader, page))
    yield* rows
    left -= rows.length
    if (next === null) return
    after = parseCursor(next)
  }
}
