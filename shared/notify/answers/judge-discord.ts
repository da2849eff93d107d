import { type Judge, jsonOf, judgeStatus, withWait } from './http-answer.ts'

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes */
const UNKNOWN_WEBHOOK = 10_015

/** Says in the body how long to wait, and that a webhook was deleted: then it is never to be called again. */
export const judgeDiscord: Judge = (who, answer, now) => {
  const judged = judgeStatus(who, answer, now)
  const json = jsonOf(answer.body)
  if (answer.status === 404 && json?.['code'] === UNKNOWN_WEBHOOK)
    return { kind: 'gone', reason: `${who} answered 404: the webhook was deleted` }
  return withWait(judged, json?.['retry_after'])
}
