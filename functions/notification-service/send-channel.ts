import { DIGEST_KINDS } from '../../shared/notify/digest.ts'
import { claimNotices } from '../../shared/store/notices/claim-notices.ts'
import type { Unsent } from '../../shared/store/notices/expire-claims.ts'
import { failWaiting } from '../../shared/store/notices/fail-waiting.ts'
import { inParallel } from './in-parallel.ts'
import { recordTogether } from './record-together.ts'
import type { ConfiguredChannel, SendPorts } from './send-due.ts'
import { sendNotice } from './send-notice.ts'
import { tellStanding } from './tell-standing.ts'

/** Another process may have read a newer routing than this one, and planned notices for channels that this one lacks. */
export const UNKNOWN_GRACE_MS = 600_000
const LOCKED_ELSEWHERE_MS = 1_000
/** At most so many of a channel are under way, over all processes: the far side is not to be overrun. */
const LANES = 4
/** The console has no far side. */
const CONSOLE_LANES = 100

/**
 * Sends what is due on one channel, until nothing is.
 * @returns when to look at it again, milliseconds since 1970 UTC; null when there is nothing to wait for
 */
export async function sendChannel(name: string, ports: SendPorts): Promise<number | null> {
  while (!ports.isEnding?.()) {
    const configured = ports.channels().get(name)
    if (configured === undefined) {
      if (!(await failUnknown(name, ports))) return ports.clock() + LOCKED_ELSEWHERE_MS
      continue
    }
    const { claimed, unsent, nextAt } = await claimNotices(ports.sql, claimFor(configured), ports.clock())
    for (const one of unsent) tell(name, one, ports)
    if (claimed.length === 0 && unsent.length === 0) return nextAt
    const record = recordTogether(ports.sql, configured.config)
    await inParallel(claimed, claimed.length, (one) => sendNotice(one, configured, { ...ports, record }))
  }
  return null
}

function claimFor({ config }: ConfiguredChannel) {
  const { name, fingerprint, rateLimit, kind } = config
  const lanes = kind === 'console' ? CONSOLE_LANES : LANES
  return { name, fingerprint, rateLimit, digests: DIGEST_KINDS.has(kind), lanes }
}

async function failUnknown(name: string, ports: SendPorts): Promise<boolean> {
  const reason = 'the channel is not in the routing any more'
  const failed = await failWaiting(ports.sql, name, reason, ports.clock() - UNKNOWN_GRACE_MS)
  for (const one of failed) tell(name, one, ports)
  return failed.length > 0
}

function tell(channel: string, { id, kind, attempt, standing }: Unsent, { log, count }: SendPorts): void {
  tellStanding(log, { notice_id: id, channel, kind, attempt }, standing)
  if (attempt > 0) count?.(channel, kind, standing.status === 'failed' ? 'failed' : 'passing')
}
