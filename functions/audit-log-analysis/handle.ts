import type { CloudEvent } from '../../shared/events/envelope.ts'
import { type Outcome, type Rejection, Unavailable } from '../../shared/ports/outcome.ts'
import type { Log, Publisher } from '../../shared/ports/ports.ts'
import type { StoredEvent } from '../../shared/store/append-events.ts'
import { toFault } from '../../shared/store/faults.ts'
import { clearOutbox } from '../../shared/store/outbox.ts'
import { rejectEvents } from '../../shared/store/reject-events.ts'
import { type CommitPorts, commitEvents } from './commit.ts'
import { createGroup } from './group.ts'
import { prepare } from './prepare.ts'

export type AnalysisPorts = CommitPorts & {
  publisher: Publisher
  log: Log
  /** What there is to do from time to time, whether events come or not. */
  onTick: () => Promise<void>
}
type Handle = (events: readonly CloudEvent[]) => Promise<Outcome>

/** Stores and judges audit events, and keeps what others refused. Answers once that is committed and published. */
export function analysis(ports: AnalysisPorts): Handle {
  const commit = (events: StoredEvent[]) => commitEvents(dedupe(events), ports)
  const publish = (outgoing: CloudEvent[]) => publishOutgoing(outgoing, ports)
  const commitGroup = createGroup(commit, publish)
  const commitAlone = async (event: StoredEvent) => publish(await commit([event]))
  return async (events) => {
    const { audit, refused, rejected, ticks } = prepare(events)
    try {
      if (ticks > 0) await ports.onTick()
      if (refused.length > 0) await rejectEvents(ports.sql, refused)
      const failed = audit.size > 0 ? await storeOrReject([...audit.values()], commitGroup, commitAlone) : []
      return { rejected: [...rejected, ...failed] }
    } catch (error) {
      throw toFault(error)
    }
  }
}

/**
 * Commits with whatever else is waiting. When that fails for a reason that won't pass, each event is committed by
 * itself, so that one that can't be stored takes no other with it.
 */
async function storeOrReject(
  events: StoredEvent[],
  commitGroup: (events: StoredEvent[]) => Promise<void>,
  commitAlone: (event: StoredEvent) => Promise<void>,
): Promise<Rejection[]> {
  if ((await permanentFault(commitGroup(events))) === undefined) return []
  const rejected: Rejection[] = []
  for (const stored of events) {
    const fault = await permanentFault(commitAlone(stored))
    if (fault !== undefined) rejected.push({ event: stored.event, reason: `can't be stored: ${fault.message}` })
  }
  return rejected
}

/** Waits for the work and returns the fault that trying again can't help, if there is one; throws `Unavailable`. */
async function permanentFault(work: Promise<void>): Promise<Error | undefined> {
  try {
    await work
    return undefined
  } catch (error) {
    const fault = toFault(error)
    if (fault instanceof Unavailable) throw fault
    return fault
  }
}

/** Publishes what a commit has put into the outbox, and clears it. */
export async function publishOutgoing(
  outgoing: CloudEvent[],
  ports: Pick<AnalysisPorts, 'sql' | 'publisher'>,
): Promise<void> {
  if (outgoing.length === 0) return
  await ports.publisher.publish(outgoing)
  await clearOutbox(ports.sql, outgoing)
}

function dedupe(events: StoredEvent[]): StoredEvent[] {
  return [...new Map(events.map((event) => [event.uid, event])).values()]
}
