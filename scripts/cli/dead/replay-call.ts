import { durationMs } from '../../../shared/detect/duration.ts'
import { isUuid } from '../../../shared/store/cursor.ts'
import type { DeadFilter } from '../../../shared/store/replay/dead-filter.ts'
import { UsageError } from '../command.ts'
import { parseFlags } from '../parse-flags.ts'
import { filterFlags, filterOf } from './dead-flags.ts'

/** What a call of `replay` asks for. */
export type ReplayCall = {
  what:
    | { kind: 'ids'; ids: string[]; force: boolean; payloadFile?: string }
    | { kind: 'filter'; filter: DeadFilter }
    | { kind: 'resume'; replay: string }
  isDryRun: boolean
  timeoutMs: number
  by?: string
}

const DEFAULT_TIMEOUT = '5m'

/** @throws UsageError */
export function replayCall(args: readonly string[], nowMs: number): ReplayCall {
  const { values, positionals } = parseFlags(args, {
    ...filterFlags,
    all: { type: 'boolean' },
    payload: { type: 'string' },
    force: { type: 'boolean' },
    resume: { type: 'string' },
    by: { type: 'string' },
    timeout: { type: 'string' },
    'dry-run': { type: 'boolean' },
  })
  const { timeout = DEFAULT_TIMEOUT, by, all, resume, payload, force } = values
  const timeoutMs = durationMs(timeout)
  if (timeoutMs === undefined) throw new UsageError(`--timeout: "${timeout}" is no span such as 30s or 5m`)
  const common = { isDryRun: values['dry-run'] === true, timeoutMs, ...(by !== undefined && { by }) }
  const filter = filterOf(values, nowMs)
  const hasFilter = all === true || Object.keys(filter).length > 0
  if (resume !== undefined) {
    if (positionals.length > 0 || hasFilter || payload !== undefined || force === true)
      throw new UsageError('--resume goes on with what was asked for then: give nothing else')
    if (!isUuid(resume)) throw new UsageError(`--resume: "${resume}" is no id of a replay`)
    return { ...common, what: { kind: 'resume', replay: resume } }
  }
  if (positionals.length > 0) {
    if (hasFilter) throw new UsageError('give either IDs or a filter, not both')
    const ids = [...new Set(positionals)]
    if (payload !== undefined && ids.length > 1) throw new UsageError('--payload is for one ID')
    const file = payload === undefined ? {} : { payloadFile: payload }
    return { ...common, what: { kind: 'ids', ids, force: force === true, ...file } }
  }
  if (payload !== undefined) throw new UsageError('--payload is for one ID')
  if (force === true) throw new UsageError('--force is for IDs: a filter never takes what was sent too often')
  if (!hasFilter) throw new UsageError('an ID or a filter is needed, or --all')
  return { ...common, what: { kind: 'filter', filter } }
}
