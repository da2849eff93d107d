import { describe, expect, it } from 'vitest'
import { switchOn } from '../../shared/store/notices/switch-channel.ts'
import { sendDue } from './send-due.ts'
import { busy, fakeChannel, START, setUpSending } from './testing/sending.ts'

const bench = setUpSending()
const MINUTE = 60_000

describe('a channel that answers 410', () => {
  const off = async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => ({ kind: 'gone', reason: 'hooks.example answered 410' })
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      attempts: 1,
      last_error: 'hooks.example answered 410',
    })
    return slack
  }

  it('is switched off, which is logged, and what comes later fails with that reason', async () => {
    const slack = await off()
    expect(await bench.channel('ops/slack/0')).toMatchObject({
      off_at: new Date(START),
      off_reason: 'hooks.example answered 410',
    })
    expect(bench.lines('error').map(({ message }) => message)).toEqual(['notice failed', 'channel switched off'])
    const [id] = await bench.plan('ops/slack/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(slack.got).toHaveLength(1)
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      attempts: 0,
      last_error: 'the channel is switched off: hooks.example answered 410',
    })
    expect(await bench.attempts(id!)).toEqual([])
  })

  it('is sent to again once it is switched on by hand', async () => {
    const slack = await off()
    slack.reply = () => ({ kind: 'sent' })
    expect(await switchOn(bench.database.sql, 'ops/slack/0')).toBe(true)
    expect(await switchOn(bench.database.sql, 'ops/slack/9')).toBe(false)
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({ status: 'sent' })
  })

  it('is sent to again with other settings', async () => {
    await off()
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    bench.channels = [changed]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(await bench.row(id!)).toMatchObject({ status: 'sent' })
    expect(await bench.channel('ops/slack/0')).toMatchObject({ off_at: null, off_reason: null, failures: 0 })
  })
})

describe('a channel with other settings', () => {
  it('is not left alone for what the old ones did', async () => {
    const slack = fakeChannel('ops/slack/0')
    slack.reply = () => busy()
    bench.channels = [slack]
    await bench.plan('ops/slack/0', 10)
    await sendDue(bench.ports())
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    bench.channels = [changed]
    await sendDue(bench.ports())
    expect(changed.got.length).toBe(10 - slack.got.length)
    expect(await bench.channel('ops/slack/0')).toMatchObject({ failures: 0, open_until: null })
  })

  it('is not judged by an answer to the old ones', async () => {
    const slack = fakeChannel('ops/slack/0')
    const changed = fakeChannel('ops/slack/0', 'slack', { fingerprint: 'other' })
    slack.reply = async () => {
      bench.channels = [changed]
      await bench.plan('ops/slack/0')
      await sendDue(bench.otherProcess())
      return { kind: 'gone', reason: 'hooks.example answered 410' }
    }
    bench.channels = [slack]
    const [id] = await bench.plan('ops/slack/0')
    await sendDue(bench.ports())
    expect(changed.got).toHaveLength(1)
    expect(await bench.row(id!)).toMatchObject({ status: 'failed' })
    expect(await bench.channel('ops/slack/0')).toMatchObject({ off_at: null })
  })
})

describe('a channel that is not in the routing any more', () => {
  it('fails what waits there, after ten minutes in which an older routing may still be in use', async () => {
    const [id] = await bench.plan('gone/slack/0')
    bench.channels = [fakeChannel('ops/slack/0')]
    await bench.plan('ops/slack/0')
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: START + 10 * MINUTE })
    expect(bench.channels[0]?.got).toHaveLength(1)
    bench.now += 10 * MINUTE
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(await bench.row(id!)).toMatchObject({
      status: 'failed',
      last_error: 'the channel is not in the routing any more',
    })
    expect(bench.lines('error')).toMatchObject([{ message: 'notice failed', fields: { notice_id: id } }])
  })

  it('gives up more than one statement takes', async () => {
    await bench.plan('gone/slack/0', 1_200)
    bench.now += 10 * MINUTE
    expect(await sendDue(bench.ports())).toEqual({ nextDueAt: null })
    expect(bench.lines('error')).toHaveLength(1_200)
  })
})
