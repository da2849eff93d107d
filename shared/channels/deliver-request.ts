import { type Judge, judgeStatus } from '../notify/answers/http-answer.ts'
import { judgeDiscord } from '../notify/answers/judge-discord.ts'
import { judgeSlack } from '../notify/answers/judge-slack.ts'
import { judgeTeams } from '../notify/answers/judge-teams.ts'
import { judgeTelegram } from '../notify/answers/judge-telegram.ts'
import type { ChannelKind } from '../notify/channels/types.ts'
import type { OutgoingRequest } from '../notify/formats/outgoing.ts'
import type { Answer } from '../notify/judge-answer.ts'
import { describeFault } from './describe-fault.ts'
import type { Egress } from './egress.ts'
import { sendRequest } from './send-request.ts'

/** Of products that say in the body what became of it. */
const JUDGES: Readonly<Partial<Record<ChannelKind, Judge>>> = {
  slack: judgeSlack,
  msteamsv2: judgeTeams,
  discord: judgeDiscord,
  telegram: judgeTelegram,
}

/** Makes one request and says what became of it. */
export async function deliverRequest(
  kind: ChannelKind,
  request: OutgoingRequest,
  { egress, timeoutMs, now }: { egress: Egress; timeoutMs: number; now: number },
): Promise<Answer> {
  const who = new URL(request.url[0]).host
  const judge = JUDGES[kind]
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const answer = await sendRequest(request, { egress, signal, wantsBody: judge !== undefined })
    return (judge ?? judgeStatus)(who, answer, now)
  } catch (fault) {
    return { kind: 'passing', reason: `${who} ${describeFault(fault, timeoutMs)}` }
  }
}
