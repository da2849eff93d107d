import type { Channel } from '../notify/channels/channel.ts'
import type { OutgoingRequest } from '../notify/formats/outgoing.ts'
import { type Answer, judgeAnswer } from '../notify/judge-answer.ts'
import type { Notice } from '../notify/notice.ts'
import { describeFault } from './describe-fault.ts'
import type { Egress } from './egress.ts'
import { type HttpAnswer, sendRequest } from './send-request.ts'

export const TIMEOUT_MS = 10_000

export type HttpChannel = {
  name: string
  egress: Egress
  timeoutMs: number
  format(notice: Notice, now: number): OutgoingRequest
  /** For products that tell of a failure in the body; without it the status says all. */
  judge?: (who: string, answer: HttpAnswer, now: number) => Answer
}

/** A channel that sends one request for each notice. */
export function httpChannel({ name, egress, timeoutMs, format, judge }: HttpChannel): Channel {
  return {
    name,
    async send(notice, now) {
      const request = format(notice, now)
      const who = new URL(request.url[0]).host
      try {
        const signal = AbortSignal.timeout(timeoutMs)
        const answer = await sendRequest(request, { egress, signal, wantsBody: judge !== undefined })
        return judge?.(who, answer, now) ?? judgeAnswer(who, answer.status, retryAfterOf(answer), now)
      } catch (fault) {
        return { kind: 'passing', reason: `${who} ${describeFault(fault, timeoutMs)}` }
      }
    },
  }
}

export function retryAfterOf({ headers }: HttpAnswer): string | null {
  return headers['retry-after'] ?? null
}
