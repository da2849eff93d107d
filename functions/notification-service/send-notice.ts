import type { Answer } from '../../shared/notify/judge-answer.ts'
import type { ClaimedNotice } from '../../shared/store/notices/claim-notices.ts'
import type { Answered, Recorded } from '../../shared/store/notices/record-attempts.ts'
import type { ConfiguredChannel, SendPorts } from './send-due.ts'
import { tellStanding } from './tell-standing.ts'

const SEND_LIMIT_MS = 45_000

/**
 * Makes one attempt, records what became of it and logs it.
 * @throws Unavailable when it could not be recorded
 */
export async function sendNotice(
  claimed: ClaimedNotice,
  { channel, config }: ConfiguredChannel,
  ports: SendPorts & { record: (answered: Answered) => Promise<Recorded> },
): Promise<void> {
  const { notice, attempt } = claimed
  const fields = { notice_id: notice.id, channel: config.name, kind: notice.kind, attempt }
  const limitMs = ports.sendLimitMs ?? SEND_LIMIT_MS
  const answer = await within(send(claimed, channel, ports, fields), limitMs)
  const recorded = await ports.record({ claimed, answer, at: ports.clock() })
  tell(recorded, fields, answer, ports)
  if (recorded.kind === 'recorded') {
    const { status } = recorded.standing
    ports.count?.(config.name, notice.kind, status === 'pending' ? 'passing' : status)
  }
}

async function send(
  { notice }: ClaimedNotice,
  channel: ConfiguredChannel['channel'],
  { clock, log }: SendPorts,
  fields: Record<string, unknown>,
): Promise<Answer> {
  try {
    return await channel.send(notice, clock())
  } catch (fault) {
    // The text of an unknown fault may hold anything, also a secret; where it came from does not.
    const name = fault instanceof Error ? fault.name : typeof fault
    const stack = fault instanceof Error ? fault.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : undefined
    log.error('a channel threw, which is a fault of AuditFlow', { ...fields, fault: name, stack })
    return { kind: 'passing', reason: `a fault within AuditFlow: ${name}` }
  }
}

async function within(answer: Promise<Answer>, ms: number): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'passing', reason: `gave no answer within ${ms / 1_000} s` }), ms)
  })
  return await Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

function tell(
  recorded: Recorded,
  fields: Parameters<typeof tellStanding>[1],
  answer: Answer,
  { log }: SendPorts,
): void {
  if (recorded.kind === 'lost') {
    log.warn('an attempt was not recorded: its claim had ended', { ...fields, answer: answer.kind })
    return
  }
  const { standing, breaker, openUntil } = recorded
  const { channel } = fields
  tellStanding(log, fields, standing)
  if (standing.status === 'failed' && standing.off)
    log.error('channel switched off', { channel, reason: standing.reason })
  if (breaker === 'opened' && openUntil !== null)
    log.error('channel left alone, since it keeps failing', { channel, until: new Date(openUntil).toISOString() })
  if (breaker === 'closed') log.info('channel answers again', { channel })
}
