import { describe, expect, it } from 'vitest'
import { judgeAnswer } from './judge-answer.ts'

const judge = (status: number, retryAfter: string | null = null) => judgeAnswer('hooks.example', status, retryAfter, 0)

describe('judgeAnswer', () => {
  it.each([200, 201, 202, 204])('takes %i as sent', (status) => {
    expect(judge(status)).toEqual({ kind: 'sent' })
  })

  it.each([408, 409, 425, 429, 500, 502, 503, 504])('takes %i as passing', (status) => {
    expect(judge(status)).toEqual({ kind: 'passing', reason: `hooks.example answered ${status}` })
  })

  it.each([400, 401, 403, 404, 413, 422])('takes %i as permanent, whatever Retry-After says', (status) => {
    expect(judge(status, '5')).toEqual({ kind: 'permanent', reason: `hooks.example answered ${status}` })
  })

  it('takes 410 as a receiver that wants nothing any more, whatever Retry-After says', () => {
    expect(judge(410, '5')).toEqual({ kind: 'gone', reason: 'hooks.example answered 410' })
  })

  it.each([301, 302, 307, 308])('takes the redirect %i as permanent and says why', (status) => {
    expect(judge(status)).toEqual({
      kind: 'permanent',
      reason: `hooks.example answered ${status}: redirects are not followed`,
    })
  })

  it('passes on how long the receiver asks to wait', () => {
    expect(judge(429, '7')).toMatchObject({ retryAfterMs: 7_000 })
    expect(judge(503, 'Thu, 01 Jan 1970 00:01:00 GMT')).toMatchObject({ retryAfterMs: 60_000 })
  })
})
