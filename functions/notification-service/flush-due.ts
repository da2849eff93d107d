import { Unavailable } from '../../shared/ports/outcome.ts'
import { toFault } from '../../shared/store/faults.ts'
import type { DueGroup } from '../../shared/store/notices/claim-groups.ts'
import { type NextDue, nextDue } from '../../shared/store/notices/next-due.ts'
import { putOffGroup } from '../../shared/store/notices/put-off-group.ts'
import { type Flushed, type FlushPorts, flushSome } from './flush-some.ts'
import { rerouteGroup } from './reroute-group.ts'

/** Groups that one transaction takes. */
const MOST_GROUPS = 100
/** When a group that can't be looked at is tried again. */
const PUT_OFF_MS = 5 * 60_000
/** What is due and was not there to be taken is being looked at elsewhere. */
const ELSEWHERE_MS = 200

export type FlushDuePorts = FlushPorts & {
  /** Hears that notices may have been written. */
  onWritten?: () => void
  /** Whether the process is to end: no further groups are taken. */
  isEnding?: () => boolean
}

/**
 * Looks at every group whose time has come, and writes the notices that come of it. Any process may, at any time: what one is
 * at, others pass over. What becomes due meanwhile is left to the next call, so that each call ends.
 * @returns what is due next
 */
export async function flushDue(ports: FlushDuePorts): Promise<NextDue> {
  const began = ports.clock()
  for (;;) {
    const { looked, stray, more } = await flushTogether(ports)
    if (looked.length > 0) ports.onWritten?.()
    for (const group of stray) await reroute(group, ports)
    const isOld = [...looked, ...stray].some(({ dueAt }) => dueAt <= began)
    if (more && isOld && !ports.isEnding?.()) continue
    const { look, send } = await nextDue(ports.sql)
    const now = ports.clock()
    const isElsewhere = !more && look !== null && look <= now
    return { look: isElsewhere ? now + ELSEWHERE_MS : look, send }
  }
}

/** When that fails for a reason that won't pass, each group is looked at by itself, so that one takes no other with it. */
async function flushTogether(ports: FlushPorts): Promise<Flushed> {
  try {
    return await flushSome(ports, MOST_GROUPS)
  } catch (error) {
    throwPassing(error)
    return await flushSingly(ports)
  }
}

async function flushSingly(ports: FlushPorts): Promise<Flushed> {
  const looked: DueGroup[] = []
  for (let count = 0; count < MOST_GROUPS; count++) {
    let claimed: DueGroup | undefined
    try {
      const one = await flushSome(ports, 1, ([group]) => {
        claimed = group
      })
      looked.push(...one.looked)
      // A stray group stays due, and would be taken again.
      if (claimed === undefined || one.stray.length > 0) return { ...one, looked }
    } catch (error) {
      throwPassing(error)
      if (claimed === undefined) throw error
      await putOff(claimed, error as Error, ports)
    }
  }
  return { looked, stray: [], more: true }
}

async function reroute(group: DueGroup, ports: FlushPorts): Promise<void> {
  try {
    await rerouteGroup(ports.sql, group, ports.judge, ports.clock())
  } catch (error) {
    throwPassing(error)
    await putOff(group, error as Error, ports)
  }
}

async function putOff({ id }: DueGroup, error: Error, { sql, clock, log }: FlushPorts): Promise<void> {
  log.error('a group can not be looked at', { group_id: id, reason: error.message })
  await putOffGroup(sql, id, clock() + PUT_OFF_MS)
}

function throwPassing(error: unknown): void {
  const fault = toFault(error)
  if (fault instanceof Unavailable) throw fault
}
