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

/**
 * Looks at every group whose time has come, and writes the notices that come of it. Any process may, at any time: what one is
 * at, others pass over.
 * @returns what is due next
 */
export async function flushDue(ports: FlushPorts): Promise<NextDue> {
  for (;;) {
    const { looked, stray } = await flushTogether(ports)
    for (const group of stray) await rerouteGroup(ports.sql, group, ports.judge, ports.clock())
    if (looked.length === 0 && stray.length === 0) {
      const { look, send } = await nextDue(ports.sql)
      const now = ports.clock()
      return { look: look !== null && look <= now ? now + ELSEWHERE_MS : look, send }
    }
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
  const all: { looked: DueGroup[]; stray: DueGroup[] } = { looked: [], stray: [] }
  for (let count = 0; count < MOST_GROUPS; count++) {
    let claimed: DueGroup | undefined
    try {
      const { looked, stray } = await flushSome(ports, 1, ([group]) => {
        claimed = group
      })
      // A stray group stays due, and would be taken again.
      if (claimed === undefined || stray.length > 0) return { looked: all.looked, stray }
      all.looked.push(...looked)
    } catch (error) {
      throwPassing(error)
      if (claimed === undefined) throw error
      ports.log.error('a group can not be looked at', { group_id: claimed.id, reason: (error as Error).message })
      await putOffGroup(ports.sql, claimed.id, ports.clock() + PUT_OFF_MS)
    }
  }
  return all
}

function throwPassing(error: unknown): void {
  const fault = toFault(error)
  if (fault instanceof Unavailable) throw fault
}
