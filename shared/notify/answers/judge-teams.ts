import { type Judge, judgeStatus } from './http-answer.ts'

/** "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId …" */
const FAILED = /(?:delivery failed|HTTP error)(?:.{0,200}?HTTP error (\d{3}))?/is

/** A workflow answers 202. Older webhooks answer 200 also when Teams has refused, and tell so in words. */
export const judgeTeams: Judge = (who, answer, now) => {
  const judged = judgeStatus(who, answer, now)
  if (judged.kind !== 'sent') return judged
  const failed = FAILED.exec(answer.body)
  if (failed === null) return judged
  const code = Number(failed[1] ?? /HTTP error (\d{3})/i.exec(answer.body)?.[1] ?? 0)
  if (code >= 400 && code <= 599) return judgeStatus(who, { ...answer, status: code }, now)
  return { kind: 'passing', reason: `${who} answered ${answer.status}, and that Teams took no message` }
}
