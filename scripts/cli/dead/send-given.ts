import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { ReadAgain } from '../../../shared/normalise/read-again.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { type OneOutcome, replayOne } from '../../../shared/store/replay/replay-one.ts'
import type { RejectedRow } from '../../../shared/store/replay/replay-rejected.ts'
import { type RunOptions, runReplay } from '../../../shared/store/replay/run-replay.ts'
import { countReplayable, startReplay } from '../../../shared/store/replay/start-replay.ts'
import { CommandError, type Shell } from '../command.ts'
import { summaryOf, visible } from './dead-lines.ts'
import { readGiven } from './read-given.ts'
import type { ReplayCall } from './replay-call.ts'

export type SendPorts = {
  sql: Sql
  options: RunOptions & { read: (row: RejectedRow, isMended?: boolean) => ReadAgain }
  shell: Shell
}

const NOTHING = 'no dead letter matches that could be sent: "auditflow dead list" shows what there is'

/**
 * Sends what a call asks for into the outbox.
 * @returns the replay, undefined when nothing was sent; how many of those given by id can't be
 */
export async function sendGiven(call: ReplayCall, ports: SendPorts): Promise<{ id?: string; failed: number }> {
  const { sql, options, shell } = ports
  const { what } = call
  if (what.kind === 'ids') return await sendIds(what, byOf(call, shell), ports)
  const started =
    what.kind === 'resume'
      ? { id: what.replay }
      : await startReplay(sql, { by: byOf(call, shell), filter: what.filter })
  if (started === undefined) throw new CommandError(NOTHING)
  if (what.kind === 'filter') shell.err(`replay ${started.id}`)
  if (!(await runReplay(sql, started.id, options))) throw new CommandError(`there is no replay ${started.id}`)
  return { id: started.id, failed: 0 }
}

type Ids = Extract<ReplayCall['what'], { kind: 'ids' }>

async function sendIds({ ids, force, payloadFile }: Ids, by: string, { sql, options, shell }: SendPorts) {
  const payload = payloadFile === undefined ? undefined : await contentOf(payloadFile, shell)
  // All are looked for before any is sent.
  const given = []
  for (const id of ids) given.push(await readGiven(sql, id))
  if (payload !== undefined && given[0]?.kind === 'notice')
    throw new CommandError('a notice is sent as it is: --payload is for an event')
  const replay = randomUUID()
  let failed = 0
  let begun = false
  for (const { kind, id } of given) {
    const outcome = await replayOne(sql, { replay, by, kind, id, payload, force }, options)
    // What was refused at once, as it is, is part of the replay too.
    begun ||= outcome.kind === 'sent' || (outcome.kind === 'refused' && kind === 'event' && payload === undefined)
    if (outcome.kind === 'sent') continue
    failed++
    shell.err(`${id}: ${faultOf(outcome)}`)
  }
  return begun ? { id: replay, failed } : { failed }
}

function faultOf(outcome: Exclude<OneOutcome, { kind: 'sent' }>): string {
  switch (outcome.kind) {
    case 'unknown':
      return 'it is gone'
    case 'poison':
      return `it was sent again ${outcome.replays} times: once more only with --force`
    case 'under-way':
      return 'it was sent again and has not come back: once more only with --force'
    case 'refused':
      return `refused again: ${visible(outcome.reason)}`
  }
}

/** Says what a call would send. */
export async function dryRun({ what }: ReplayCall, { sql, shell }: SendPorts): Promise<number> {
  if (what.kind === 'resume') throw new CommandError('--dry-run says nothing of a replay that is under way')
  if (what.kind === 'ids') {
    for (const id of what.ids) shell.out(summaryOf(await readGiven(sql, id)))
    return 0
  }
  const { events, notices } = await countReplayable(sql, what.filter)
  if (events + notices === 0) throw new CommandError(NOTHING)
  shell.out(`would send ${events} events and ${notices} notices again`)
  return 0
}

async function contentOf(file: string, shell: Shell): Promise<string> {
  if (file === '-') return await shell.stdin()
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new CommandError(`${file}: can't be read: ${(error as NodeJS.ErrnoException).code}`)
  }
}

function byOf({ by }: ReplayCall, { env }: Shell): string {
  return by ?? env['USER'] ?? 'cli'
}
