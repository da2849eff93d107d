import { type Answer, judgeAnswer } from '../judge-answer.ts'

/** What a receiver answered. Header names are in lower case. */
export type HttpAnswer = {
  status: number
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  /** Its beginning, or nothing where nobody asked for it. */
  body: string
}

/** Says what an answer means. @param who the receiver's host @param now milliseconds since 1970 UTC */
export type Judge = (who: string, answer: HttpAnswer, now: number) => Answer

/** By the status alone. */
export const judgeStatus: Judge = (who, { status, headers }, now) =>
  judgeAnswer(who, status, retryAfterOf(headers), now)

function retryAfterOf(headers: HttpAnswer['headers']): string | null {
  const header = headers['retry-after']
  return typeof header === 'string' ? header : null
}

/** An answer with the wait that its body asks for, in seconds, where its headers ask for none that is longer. */
export function withWait(answer: Answer, seconds: unknown): Answer {
  if (answer.kind !== 'passing' || typeof seconds !== 'number' || !(seconds > 0) || seconds > 1e6) return answer
  return { ...answer, retryAfterMs: Math.max(answer.retryAfterMs ?? 0, Math.ceil(seconds * 1_000)) }
}

/** A body as JSON; undefined when it is none. */
export function jsonOf(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** A code of a product, as part of a reason: no text of a receiver is shown that could hold anything else. */
export function codeOf(value: unknown): string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,60}$/.test(value) ? value : 'an error'
}
