import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../shared/store/connect.ts'
import { writeFeed } from '../../shared/store/feed.ts'
import { addFeedRow } from '../../shared/store/test-rows.ts'
import { createTestApp, type TestApp } from './test-app.ts'

type Message = { event: string; id: string; events: number }
let test: TestApp

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

/** Opens the stream; `next` gives message after message. */
async function open(lastEventId?: string) {
  const answer = await test.app.request(
    '/api/v1/stream',
    lastEventId ? { headers: { 'last-event-id': lastEventId } } : {},
  )
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader()
  let text = ''
  const next = async (): Promise<Message> => {
    while (!text.includes('\n\n')) text += new TextDecoder().decode((await reader.read()).value)
    const [block = '', ...rest] = text.split('\n\n')
    text = rest.join('\n\n')
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? ''
    return { event: field('event'), id: field('id'), events: JSON.parse(field('data') || '{}').events ?? 0 }
  }
  return { answer, next, close: () => reader.cancel() }
}

describe('the live stream', () => {
  it('says at once where it starts, then sums up what changes', async () => {
    const stream = await open()
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await stream.next()).toMatchObject({ event: 'ready', id: expect.stringMatching(/^\d+$/) })
    await addFeedRow(test.sql, 5)
    expect(await stream.next()).toMatchObject({ event: 'changes', events: 5 })
    await stream.close()
  })

  it('starts from now when the id is none of ours', async () => {
    const stream = await open('99999999999999999999999-x')
    expect(await stream.next()).toMatchObject({ event: 'ready' })
    await addFeedRow(test.sql, 2)
    expect(await stream.next()).toMatchObject({ events: 2 })
    await stream.close()
  })

  it('resumes without gap or double when cut again and again under concurrent commits', async () => {
    const first = await open()
    let { id } = await first.next()
    await first.close()
    const writers = connect(test.database.url, { max: 6 })
    const writing = Array.from({ length: 30 }, (_, index) =>
      writers.begin(async (tx) => {
        await writeFeed(tx, { events: 1, alerts: [], rejected: 0 })
        await tx`select pg_sleep(${((index * 5) % 7) / 500})`
      }),
    )
    let total = 0
    while (total < 30) {
      const stream = await open(id)
      await stream.next()
      const change = await stream.next()
      total += change.events
      id = change.id
      await stream.close()
    }
    await Promise.all(writing)
    await writers.end()
    const after = await open(id)
    await after.next()
    await addFeedRow(test.sql, 1000)
    expect(total).toBe(30)
    expect(await after.next()).toMatchObject({ events: 1000 })
    await after.close()
  })

  it('refuses the hundred and first stream, and takes one again when another has gone', async () => {
    const streams = await Promise.all(Array.from({ length: 100 }, () => open()))
    const refused = await test.app.request('/api/v1/stream')
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toBe('30')
    await Promise.all(streams.map((stream) => stream.close()))
    await expect
      .poll(async () => {
        const stream = await open()
        await stream.close()
        return stream.answer.status
      })
      .toBe(200)
  })
})
