import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'main-'))
  await build({
    entryPoints: ['shared/runtime/testing/stuck-function.ts'],
    outfile: join(folder, 'function.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'error',
  })
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('a function that still starts', () => {
  // By itself, not by the signal: to the first process of a container an unheard signal does nothing.
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('leaves on %s with %i, for its work is not done', async (signal, code) => {
    const child = fork(join(folder, 'function.mjs'), { execArgv: [] })
    await once(child, 'message')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([code, null])
  })
})
