import { afterEach, describe, expect, it } from 'vitest'
import { DONE, Unavailable } from '../ports/outcome.ts'
import { startHost, type TestHost } from './testing/start-host.ts'

let host: TestHost
afterEach(() => host.stop())

const post = (headers: Record<string, string> = {}) => fetch(`${host.url}/`, { method: 'POST', headers })

describe('an empty request that is no event', () => {
  it('is a tick where a function takes ticks, and comes again when that fails', async () => {
    let ticks = 0
    let fault: Error | undefined
    const tick = async () => {
      ticks++
      if (fault !== undefined) throw fault
    }
    host = await startHost({ consumers: { '/': { tick, handle: async () => DONE, keep: async () => undefined } } })
    expect([(await post()).status, ticks]).toEqual([202, 1])
    expect([(await post({ 'ce-id': '1' })).status, ticks]).toEqual([202, 1])
    fault = new Unavailable('database away', { retryAfterSeconds: 3 })
    const answer = await post()
    expect([answer.status, answer.headers.get('retry-after'), ticks]).toEqual([503, '3', 2])
  })

  it('is kept as refused elsewhere', async () => {
    host = await startHost()
    expect((await post()).status).toBe(202)
    expect(host.kept).toMatchObject([{ payload: '' }])
  })
})
