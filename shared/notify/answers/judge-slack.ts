import { codeOf, type Judge, jsonOf, judgeStatus } from './http-answer.ts'

/** Errors of the Web API that pass. https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const PASSING = new Set([
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
])

/**
 * An incoming webhook answers `ok`, and its errors by status and a word; `chat.postMessage` answers 200 and says in the body
 * whether it was. What is neither is not Slack's: it is tried again.
 */
export const judgeSlack: Judge = (who, answer, now) => {
  const judged = judgeStatus(who, answer, now)
  if (judged.kind !== 'sent')
    return judged.kind === 'permanent' ? { ...judged, reason: `${judged.reason}${wordOf(answer.body)}` } : judged
  const body = answer.body.trim()
  if (body === 'ok') return judged
  const json = jsonOf(body)
  // `success` is Rocket.Chat's.
  if (json?.['ok'] === true || json?.['success'] === true) return judged
  if (json?.['ok'] !== false)
    return { kind: 'passing', reason: `${who} answered ${answer.status}, but not as Slack does` }
  const error = codeOf(json['error'])
  const reason = `${who} answered ${error}`
  return PASSING.has(error) ? { kind: 'passing', reason } : { kind: 'permanent', reason }
}

function wordOf(body: string): string {
  const word = codeOf(body.trim())
  return word === 'an error' ? '' : ` ${word}`
}
