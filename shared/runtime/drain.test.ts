import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunction } from './testing/bundle-function.ts'

let bundle: Awaited<ReturnType<typeof bundleFunction>>
let child: ChildProcess | undefined
const agent = new Agent({ keepAlive: true })

beforeAll(async () => {
  bundle = await bundleFunction('draining-function')
})
afterAll(() => {
  agent.destroy()
  bundle.remove()
})
afterEach(() => child?.kill('SIGKILL'))

async function start(...args: string[]) {
  child = fork(bundle.file, args, { execArgv: [] })
  const messages: unknown[] = []
  const waiting = new Map<unknown, () => void>()
  const one = child
  const [port] = (await once(one, 'message')) as [number]
  one.on('message', (message) => {
    messages.push(message)
    waiting.get(message)?.()
  })
  return {
    url: `http://127.0.0.1:${port}`,
    messages,
    exited: once(one, 'exit') as Promise<[number | null, string | null]>,
    signal: (signal: NodeJS.Signals) => one.kill(signal),
    until: (message: string) =>
      messages.includes(message) || new Promise<void>((resolve) => waiting.set(message, resolve)),
    send: (path: string, lastsMs?: number) => send(port, path, lastsMs),
  }
}

/** Over one kept-alive connection; the status, or the code of the fault. */
function send(port: number, path: string, lastsMs?: number): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { 'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/s', 'ce-type': 't' }
    const method = lastsMs === undefined ? 'GET' : 'POST'
    const outgoing = request({ port, host: '127.0.0.1', path, method, headers, agent }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    outgoing.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    outgoing.end(lastsMs === undefined ? undefined : String(lastsMs))
  })
}

describe('a function told to leave', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('on %s keeps serving, not ready, then leaves with 0', async (signal) => {
    const one = await start('1')
    expect(await one.send('/readyz')).toBe(200)
    one.signal(signal)
    await one.until('draining')
    expect(await one.send('/readyz')).toBe(503)
    expect(await one.send('/_/health')).toBe(200)
    expect(await one.send('/', 1)).toBe(202)
    expect(await one.exited).toEqual([0, null])
    expect(one.messages).toEqual(['draining', 'handling', 'handled', 'closed'])
    expect(await one.send('/_/health')).toBe('ECONNREFUSED')
  })

  it('finishes the request under way before it closes its connections', async () => {
    const one = await start('0')
    const answer = one.send('/', 700)
    await one.until('handling')
    one.signal('SIGTERM')
    expect(await answer).toBe(202)
    expect(await one.exited).toEqual([0, null])
    expect(one.messages).toEqual(['handling', 'draining', 'handled', 'closed'])
  })

  it('finishes what it was doing for a sender that has gone', async () => {
    const one = await start('0')
    const answer = one.send('/', 700)
    await one.until('handling')
    agent.destroy()
    expect(await answer).toBe('ECONNRESET')
    one.signal('SIGTERM')
    expect(await one.exited).toEqual([0, null])
    expect(one.messages).toEqual(['handling', 'draining', 'handled', 'closed'])
  })

  it('lets an answer end that is still being sent', async () => {
    const one = await start('0')
    const answer = fetch(`${one.url}/stream`).then((response) => response.text())
    await one.until('first')
    one.signal('SIGTERM')
    expect(await answer).toBe('firstlast')
    expect(await one.exited).toEqual([0, null])
  })

  it('leaves at once when nothing is under way and no draining is asked for', async () => {
    const one = await start('0')
    const started = performance.now()
    one.signal('SIGTERM')
    expect(await one.exited).toEqual([0, null])
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('drains once, however often it is told', async () => {
    const one = await start('1')
    one.signal('SIGTERM')
    await one.until('draining')
    one.signal('SIGTERM')
    one.signal('SIGINT')
    expect(await one.exited).toEqual([0, null])
    expect(one.messages).toEqual(['draining', 'closed'])
  })

  it('leaves with 1 when its connections can not be closed', async () => {
    const one = await start('0', 'fail')
    one.signal('SIGTERM')
    expect(await one.exited).toEqual([1, null])
  })
})
