import { describe, expect, it } from 'vitest'
import { handle } from './handle.ts'
import { alertEvent } from './testing/bench.ts'
import { failure, setUp } from './testing/set-up.ts'

const bench = setUp()

describe('secrets', () => {
  it('appear neither in logs nor in faults nor in rows', async () => {
    const url = new URL(bench.receiver.url)
    url.username = 'hidden-user'
    url.password = 'hidden-password'
    const channels = [bench.webhook({ url })]
    bench.receiver.reply = () => ({ status: 500, body: `hidden-path ${bench.secret}` })
    const faults = [await failure(handle([alertEvent()], bench.ports({ channels })))]
    bench.receiver.reply = () => ({ status: 302, headers: { location: `${url}` } })
    await handle([alertEvent()], bench.ports({ channels }))
    await bench.receiver.close()
    faults.push(await failure(handle([alertEvent()], bench.ports({ channels }))))
    const rows = await bench.database.sql`
      select n.*, a.detail from notifications n left join notification_attempts a using (alert_id, channel)`
    const told = JSON.stringify([bench.log.lines, faults.map((fault) => [String(fault), (fault as Error).stack]), rows])
    expect(told).toContain(url.host)
    expect(told).not.toMatch(/hidden-/)
    expect(told).not.toContain(bench.secret.slice('whsec_'.length))
    expect(bench.receiver.received[0]?.headers.authorization).toBe(`Basic ${btoa('hidden-user:hidden-password')}`)
  })
})
