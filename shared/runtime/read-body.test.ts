import { describe, expect, it } from 'vitest'
import { BodyTooLarge, readBody } from './read-body.ts'

const LIMIT = 10
const request = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://x/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit)
const chunks = (...sizes: number[]) =>
  new ReadableStream({
    start(controller) {
      for (const size of sizes) controller.enqueue(new Uint8Array(size).fill(0x61))
      controller.close()
    },
  })

describe('reading a body', () => {
  it('reads it whole, as far as the limit', async () => {
    const body = await readBody(request(chunks(4, 6)), LIMIT)
    expect(Buffer.from(body).toString()).toBe('aaaaaaaaaa')
    expect((await readBody(request('aaaaaaaaaa', { 'content-length': '10' }), LIMIT)).length).toBe(10)
  })

  it('reads none as no bytes', async () => {
    expect(await readBody(request(null), LIMIT)).toHaveLength(0)
  })

  it('refuses one that announces more than the limit, unread', async () => {
    const announced = request(chunks(1), { 'content-length': '11' })
    await expect(readBody(announced, LIMIT)).rejects.toThrow(new BodyTooLarge(LIMIT))
    expect(announced.bodyUsed).toBe(false)
  })

  it('refuses one that grows beyond the limit without having said so', async () => {
    await expect(readBody(request(chunks(6, 6)), LIMIT)).rejects.toThrow('body: larger than 10 bytes')
  })
})
