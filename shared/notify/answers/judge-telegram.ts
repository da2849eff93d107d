import { type Judge, jsonOf, judgeStatus, withWait } from './http-answer.ts'

/** The Bot API says in the body whether it was; the status is the same as its `error_code`. https://core.telegram.org/bots/api#making-requests */
export const judgeTelegram: Judge = (who, answer, now) => {
  const json = jsonOf(answer.body)
  const judged = judgeStatus(who, answer, now)
  if (json?.['ok'] === true || (json === undefined && judged.kind !== 'sent')) return judged
  const code = json?.['error_code']
  if (json?.['ok'] !== false || typeof code !== 'number' || code < 300 || code > 599)
    return judged.kind === 'sent'
      ? { kind: 'passing', reason: `${who} answered ${answer.status}, but not as Telegram does` }
      : judged
  const parameters = json['parameters']
  const wait =
    typeof parameters === 'object' && parameters !== null && 'retry_after' in parameters && parameters.retry_after
  return withWait(judgeStatus(who, { ...answer, status: code }, now), wait)
}
