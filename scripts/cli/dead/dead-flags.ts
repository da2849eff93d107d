import { durationMs } from '../../../shared/detect/duration.ts'
import { EARLIEST_TIME_MS, LATEST_TIME_MS } from '../../../shared/events/audit-event.ts'
import { DEAD_KINDS, type DeadFilter, type DeadKind } from '../../../shared/store/replay/dead-filter.ts'
import { UsageError } from '../command.ts'

/** The flags that say which dead letters are meant. */
export const filterFlags = {
  kind: { type: 'string' },
  stage: { type: 'string' },
  channel: { type: 'string' },
  reason: { type: 'string' },
  source: { type: 'string' },
  type: { type: 'string' },
  since: { type: 'string' },
  until: { type: 'string' },
} as const

export const FILTER_USAGE = `  --kind KIND       event (could not be processed) or notice (could not be delivered)
  --stage NAME      the function that refused it, or dead-letter: delivery was given up
  --channel NAME    the channel that a notice did not get through
  --reason TEXT     a part of the reason, in any case
  --source SOURCE   the path it came by, such as /sources/github, or its CloudEvents source
  --type TYPE       its CloudEvents type
  --since TIME      not before: 2026-11-25T07:00Z, or how long ago: 30m, 2h, 7d
  --until TIME      not after`

type Values = { [name in keyof typeof filterFlags]?: string | undefined }
const DATE_TIME = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?(Z|[+-]\d{2}:\d{2})?$/i

/** @throws UsageError naming the flag that is wrong */
export function filterOf(values: Values, nowMs: number): DeadFilter {
  const { kind, since, until, ...texts } = values
  // An empty variable of a shell must not stand for everything.
  for (const name of Object.keys(filterFlags) as (keyof Values)[])
    if (values[name]?.trim() === '') throw new UsageError(`--${name}: is empty`)
  const filter = {
    ...Object.fromEntries(Object.keys(filterFlags).map((name) => [name, texts[name as keyof typeof texts]])),
    kind: kind === undefined ? undefined : kindOf(kind),
    since: since === undefined ? undefined : timeOf('since', since, nowMs),
    until: until === undefined ? undefined : timeOf('until', until, nowMs),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}

function kindOf(text: string): DeadKind {
  const kind = DEAD_KINDS.find((candidate) => candidate === text)
  if (kind === undefined) throw new UsageError(`--kind: "${text}" is none of ${DEAD_KINDS.join(', ')}`)
  return kind
}

function timeOf(flag: string, text: string, nowMs: number): string {
  const span = durationMs(text)
  const ms = span === undefined ? msOf(text) : nowMs - span
  if (!(ms >= EARLIEST_TIME_MS && ms <= LATEST_TIME_MS))
    throw new UsageError(`--${flag}: "${text}" is no time such as 2026-11-25T07:00Z and no span such as 2h`)
  return new Date(ms).toISOString()
}

/** NaN for what is no time. */
function msOf(text: string): number {
  const iso = text.replace(' ', 'T')
  const isZoned = !iso.includes('T') || /(Z|[+-]\d{2}:\d{2})$/i.test(iso)
  return DATE_TIME.test(text) ? Date.parse(isZoned ? iso : `${iso}Z`) : Number.NaN
}
