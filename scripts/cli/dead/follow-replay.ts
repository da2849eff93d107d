import { Unavailable } from '../../../shared/ports/outcome.ts'
import type { Publisher } from '../../../shared/ports/ports.ts'
import type { Sql } from '../../../shared/store/connect.ts'
import { toFault } from '../../../shared/store/faults.ts'
import { publishLeftovers } from '../../../shared/store/outbox.ts'
import { type ReplayProgress, replayProgress } from '../../../shared/store/replay/replay-progress.ts'
import { transaction } from '../../../shared/store/transaction.ts'
import type { Shell } from '../command.ts'
import { pause } from '../send/pause.ts'

const EVERY_MS = 500
/** The database has other things to do than to say how it goes. */
const REST_SHARE = 4
const TELL_EVERY_MS = 5_000

/**
 * Says how a replay goes, until each of its dead letters has arrived or was refused again, the time is over or somebody
 * stops it. What waits in the outbox is published here where there is a publisher, else by the analysis.
 * @returns how far it has come
 */
export async function followReplay(
  sql: Sql,
  id: string,
  options: { publisher: Publisher | undefined; timeoutMs: number; stop: AbortSignal },
  shell: Shell,
): Promise<ReplayProgress | undefined> {
  const endMs = performance.now() + options.timeoutMs
  const tell = teller(shell)
  for (;;) {
    const trouble = await publishAll(sql, options.publisher)
    const askedMs = performance.now()
    // Of a million it takes longer than a page may.
    const progress = await transaction(sql, (reader) => replayProgress(reader, id), 'read only')
    const restMs = Math.max(EVERY_MS, REST_SHARE * (performance.now() - askedMs))
    tell(progress, trouble)
    const isOver = progress === undefined || progress.waiting + progress.under_way === 0
    if (isOver || options.stop.aborted || performance.now() >= endMs) {
      shell.status?.('')
      return progress
    }
    await pause(Math.max(0, Math.min(restMs, endMs - performance.now())), options.stop)
  }
}

/** @returns why it could not be done now */
async function publishAll(sql: Sql, publisher: Publisher | undefined): Promise<string | undefined> {
  if (publisher === undefined) return undefined
  try {
    while ((await publishLeftovers(sql, (events) => publisher.publish(events))) > 0);
    return undefined
  } catch (error) {
    const fault = toFault(error)
    if (fault instanceof Unavailable) return fault.message
    throw fault
  }
}

export function progressText({ total, waiting, under_way, arrived, refused }: ReplayProgress): string {
  return `${arrived} of ${total} arrived, ${refused} refused again, ${waiting} wait to be published, ${under_way} under way`
}

/** In one line that changes where a terminal can, else a line now and then. */
function teller(shell: Shell) {
  let toldMs = Number.NEGATIVE_INFINITY
  let told = ''
  return (progress: ReplayProgress | undefined, trouble: string | undefined): void => {
    if (progress === undefined) return
    const text = progressText(progress) + (trouble === undefined ? '' : `; ${trouble}`)
    if (shell.status !== undefined) shell.status(text)
    else if (text !== told && performance.now() - toldMs >= TELL_EVERY_MS) {
      shell.err(text)
      told = text
      toldMs = performance.now()
    }
  }
}
