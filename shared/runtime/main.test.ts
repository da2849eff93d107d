import { fork } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunction } from './testing/bundle-function.ts'

let bundle: Awaited<ReturnType<typeof bundleFunction>>
beforeAll(async () => {
  bundle = await bundleFunction('stuck-function')
})
afterAll(() => bundle.remove())

describe('a function that still starts', () => {
  // By itself, not by the signal: to the first process of a container an unheard signal does nothing.
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('leaves on %s with %i, for its work is not done', async (signal, code) => {
    const child = fork(bundle.file, { execArgv: [] })
    await once(child, 'message')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([code, null])
  })
})
