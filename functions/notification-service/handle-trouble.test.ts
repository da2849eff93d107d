import { describe, expect, it } from 'vitest'
import { Unavailable } from '../../shared/ports/outcome.ts'
import { consoleChannel } from './console-channel.ts'
import { handle } from './handle.ts'
import { alertEvent, gate } from './testing/bench.ts'
import { startReceiver } from './testing/receiver.ts'
import { failure, setUp } from './testing/set-up.ts'

const bench = setUp()

describe('a receiver in trouble', () => {
  it('is tried again after 1 and 3 seconds within the call', async () => {
    const event = alertEvent()
    bench.receiver.reply = (message) => ({ status: message < 3 ? 500 : 200 })
    await handle([event], bench.ports())
    expect(bench.time.slept).toEqual([1_000, 3_000])
    expect((await bench.attemptsOf(event)).map(({ status }) => status)).toEqual(['failed', 'failed', 'sent'])
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'sent', attempts: 3, last_error: null }])
  })

  it('that is down gets the alert once it is up', async () => {
    const event = alertEvent()
    const url = bench.receiver.url
    await bench.receiver.close()
    const fault = await failure(handle([event], bench.ports({ channels: [bench.webhook({ url })] })))
    expect(fault).toMatchObject({
      name: 'Unavailable',
      message: `not sent yet: webhook: ${url.host} could not be reached (ECONNREFUSED)`,
      retryAfterSeconds: 9,
    })
    bench.receiver = await startReceiver(Number(url.port))
    bench.time.advance(9_000)
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(1)
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'sent', attempts: 4 }])
  })

  it.each([
    ['seconds', () => '120'],
    ['a date', () => new Date(Math.ceil(bench.time.clock() / 1_000) * 1_000 + 119_000).toUTCString()],
  ])('is left alone for as long as its Retry-After in %s asks', async (_, retryAfter) => {
    const event = alertEvent()
    bench.receiver.reply = () => ({ status: 429, headers: { 'retry-after': retryAfter() } })
    const first = await failure(handle([event], bench.ports()))
    expect((first as Unavailable).retryAfterSeconds).toBeGreaterThanOrEqual(119)
    bench.time.advance(100_000)
    const second = await failure(handle([event], bench.ports()))
    expect((second as Unavailable).retryAfterSeconds).toBeGreaterThanOrEqual(19)
    expect((second as Unavailable).retryAfterSeconds).toBeLessThanOrEqual(20)
    expect(bench.receiver.received).toHaveLength(1)
    expect(bench.time.slept).toEqual([])
    bench.time.advance(20_000)
    bench.receiver.reply = () => ({ status: 200 })
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(2)
  })

  it('is waited for within the call when its Retry-After is short', async () => {
    bench.receiver.reply = (message) =>
      message === 1 ? { status: 503, headers: { 'retry-after': '2' } } : { status: 200 }
    await handle([alertEvent()], bench.ports())
    expect(bench.time.slept).toEqual([2_000])
  })

  it('that never answers counts as a passing fault', async () => {
    const event = alertEvent()
    const stopped = gate()
    bench.receiver.reply = async () => {
      await stopped.opened
      return { status: 200 }
    }
    const fault = await failure(handle([event], bench.ports({ channels: [bench.webhook({ timeoutMs: 50 })] })))
    stopped.open()
    expect((fault as Unavailable).message).toContain('gave no answer within 0.05 s')
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'pending', attempts: 3 }])
  })

  it('is given up after ten attempts: recorded as failed, logged, and the event counts as handled', async () => {
    const event = alertEvent()
    bench.receiver.reply = () => ({ status: 500 })
    for (let delivery = 1; (await failure(handle([event], bench.ports()))) !== undefined; delivery += 1) {
      expect(delivery).toBeLessThan(10)
      bench.time.advance(3_600_000)
    }
    expect(bench.receiver.received).toHaveLength(10)
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'failed', attempts: 10, next_try_at: null }])
    expect(bench.log.lines.filter(({ level }) => level === 'error')).toHaveLength(1)
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(10)
  })

  it.each([400, 401, 404, 410])('that answers %i is not tried again', async (status) => {
    const event = alertEvent()
    bench.receiver.reply = () => ({ status, body: 'no' })
    await expect(handle([event], bench.ports())).resolves.toEqual({ rejected: [] })
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(1)
    const reason = `${bench.receiver.url.host} answered ${status}`
    expect(await bench.rowsOf(event)).toMatchObject([
      { status: 'failed', attempts: 1, last_error: reason, sent_at: null },
    ])
    expect(bench.log.lines).toMatchObject([{ level: 'error', message: 'notification failed', fields: { reason } }])
  })

  it('that redirects is not followed', async () => {
    const event = alertEvent()
    bench.receiver.reply = () => ({ status: 307, headers: { location: '/elsewhere' } })
    await handle([event], bench.ports())
    expect(bench.receiver.received).toHaveLength(1)
    expect(await bench.rowsOf(event)).toMatchObject([
      { status: 'failed', last_error: `${bench.receiver.url.host} answered 307: redirects are not followed` },
    ])
  })

  it('does not stop the other channels, which are not told twice', async () => {
    const event = alertEvent()
    const channels = [bench.webhook(), consoleChannel('low', bench.log)]
    bench.receiver.reply = (message) => ({ status: message <= 3 ? 503 : 200 })
    expect(await failure(handle([event], bench.ports({ channels })))).toBeInstanceOf(Unavailable)
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'sent' }, { status: 'pending' }])
    bench.time.advance(9_000)
    await handle([event], bench.ports({ channels }))
    expect(bench.log.lines.filter(({ message }) => message === 'alert')).toHaveLength(1)
    expect(await bench.rowsOf(event)).toMatchObject([{ status: 'sent' }, { status: 'sent' }])
  })
})
