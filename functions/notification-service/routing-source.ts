import { randomBytes } from 'node:crypto'
import { dirname } from 'node:path'
import type { Channel } from '../../shared/notify/channels/channel.ts'
import type { ChannelConfig } from '../../shared/notify/channels/types.ts'
import { parseRouting } from '../../shared/notify/routing/parse-routing.ts'
import { RoutingRefused } from '../../shared/notify/routing/routing-refused.ts'
import type { Routing } from '../../shared/notify/routing/types.ts'
import { seal, unseal } from '../../shared/notify/seal.ts'
import { Unavailable } from '../../shared/ports/outcome.ts'
import type { Clock, Log } from '../../shared/ports/ports.ts'
import type { Sql } from '../../shared/store/connect.ts'
import { withFaults } from '../../shared/store/faults.ts'
import { keepRouting, type RoutingState } from '../../shared/store/notices/keep-routing.ts'
import { readKeptRouting } from '../../shared/store/notices/read-kept-routing.ts'
import type { Judge } from './plan-alerts.ts'
import {
  type ReadNamed,
  type RoutingTexts,
  readText,
  recordingReader,
  rememberingReader,
  stampOf,
} from './routing-file.ts'
import { routingFingerprint } from './routing-fingerprint.ts'

export type OpenChannels = ReadonlyMap<string, { config: ChannelConfig; channel: Channel }>

/** The routing in force, with its channels by their names. */
export type RoutingInForce = Judge & { channels: OpenChannels }

export type RoutingPorts = {
  sql: Sql
  clock: Clock
  log: Log
  /** The routing file. */
  file: string
  /** What seals the last good one. */
  secret: Buffer
  open: (config: ChannelConfig) => Channel
  /** Hears whether the file has a fault. */
  onFault: (hasFault: boolean) => void
  /** How often is looked whether the file has changed. */
  reloadMs?: number
}

export type RoutingSource = {
  /** @throws Unavailable while there is no good one */
  get(): Promise<RoutingInForce>
  /** Channels of the one that was last in force. */
  channels(): OpenChannels
}

const RELOAD_MS = 5_000
const PURPOSE = 'auditflow routing'
const NO_CHANNELS: OpenChannels = new Map()

/** A routing that does not change. */
export function fixedRouting(routing: Routing, open: RoutingPorts['open']): RoutingSource {
  const inForce = forceOf(routing, open)
  return { get: async () => inForce, channels: () => inForce.channels }
}

/**
 * The routing of a file, read again when it has changed. A faulty one is told of once and the one in force stays; the last
 * good one is kept, sealed, in the database, and is in force after a start with a faulty file.
 */
export function createRoutingSource(ports: RoutingPorts): RoutingSource {
  const { clock, log, file, open, reloadMs = RELOAD_MS } = ports
  const keep = keeping(ports)
  let named = new Set<string>()
  let stamp: string | undefined
  let fault: string | undefined
  let current: RoutingInForce | undefined
  let checkedMs = Number.NEGATIVE_INFINITY
  let checking: Promise<RoutingInForce> | undefined

  const accept = ({ text, files }: RoutingTexts, routing: RoutingInForce): void => {
    if (fault !== undefined) log.info('routing: in order again', { file })
    current = routing
    fault = undefined
    ports.onFault(false)
    keep({ sealed: seal(ports.secret, PURPOSE, JSON.stringify({ text, files }), randomBytes(12)) })
  }
  const refuse = (reason: string): void => {
    fault = reason
    const message = current === undefined ? 'routing refused' : 'routing refused: the one in force stays'
    log.error(message, { file, reason })
    ports.onFault(true)
    keep({ fault: reason })
  }
  const read = (): void => {
    const reader = recordingReader(dirname(file))
    try {
      const text = readText(file)
      const routing = toForce(text, reader.read, open)
      accept({ text, files: reader.files }, routing)
    } catch (error) {
      refuse(reasonOf(error as Error))
    }
    named = reader.paths
  }
  const check = async (): Promise<RoutingInForce> => {
    checkedMs = clock()
    // Taken before the files are read: what changes in between is read once more.
    const found = await stampOf([file, ...named])
    if (found !== stamp) {
      read()
      stamp = await stampsAgree(found, file, named)
    } else keep()
    current ??= await lastGood(ports)
    if (current === undefined) throw new Unavailable(`there is no routing: ${fault}`)
    return current
  }
  return {
    channels: () => current?.channels ?? NO_CHANNELS,
    async get() {
      if (current !== undefined && Math.abs(clock() - checkedMs) < reloadMs) return current
      checking ??= check().finally(() => {
        checking = undefined
      })
      return await checking
    },
  }
}

/** The stamp over the files that are named now, or undefined, to read them once more, when the routing file has changed since. */
async function stampsAgree(before: string, file: string, named: Iterable<string>): Promise<string | undefined> {
  const after = await stampOf([file, ...named])
  return after.split('\n')[0] === before.split('\n')[0] ? after : undefined
}

async function lastGood({ sql, log, secret, open }: RoutingPorts): Promise<RoutingInForce | undefined> {
  const sealed = await withFaults(() => readKeptRouting(sql))
  const texts = sealed === undefined ? undefined : unseal(secret, PURPOSE, sealed)
  if (sealed !== undefined && texts === undefined)
    log.error('the kept routing was sealed with another AUDITFLOW_LINK_SECRET: it is lost')
  if (texts === undefined) return undefined
  const kept = JSON.parse(texts) as RoutingTexts
  try {
    const routing = toForce(kept.text, rememberingReader(kept), open)
    log.warn('routing: the last good one is in force')
    return routing
  } catch (error) {
    log.error('the kept routing is refused', { reason: reasonOf(error as Error) })
    return undefined
  }
}

function toForce(text: string, readFile: ReadNamed, open: RoutingPorts['open']): RoutingInForce {
  return forceOf(parseRouting(text, readFile), open)
}

function forceOf(routing: Routing, open: RoutingPorts['open']): RoutingInForce {
  return { routing, fingerprint: routingFingerprint(routing), channels: openAll(routing, open) }
}

function openAll({ receivers }: Routing, open: RoutingPorts['open']): OpenChannels {
  const configs = [...receivers.values()].flatMap(({ channels }) => channels)
  return new Map(configs.map((config) => [config.name, { config, channel: open(config) }]))
}

function reasonOf(error: Error): string {
  if (error instanceof RoutingRefused) return error.message
  return `the file can't be read: ${error.message}`
}

/** Writes to the database behind everybody's back, and again later when that fails: the routing does not wait for it. */
function keeping({ sql, clock, log }: RoutingPorts): (state?: RoutingState) => void {
  /** The last good one, and the fault of what came after it. */
  let unsaved: RoutingState[] = []
  let saving = false
  const save = async (): Promise<void> => {
    saving = true
    for (let [state] = unsaved; state !== undefined; [state] = unsaved) {
      await keepRouting(sql, state, clock())
      unsaved = unsaved.filter((one) => one !== state)
    }
  }
  return (state) => {
    if (state !== undefined)
      unsaved = 'sealed' in state ? [state] : [...unsaved.filter((one) => 'sealed' in one), state]
    if (saving || unsaved.length === 0) return
    save()
      .catch((error: Error) => log.warn('the routing could not be kept in the database yet', { reason: error.message }))
      .finally(() => {
        saving = false
      })
  }
}
