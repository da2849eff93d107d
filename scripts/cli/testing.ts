import { Readable } from 'node:stream'
import { main } from './main.ts'

export type Ran = { code: number; out: string[]; err: string[] }

/** Noon of a Wednesday: the time that commands are told. */
export const NOW = Date.UTC(2026, 10, 25, 12)

/** Runs the command as from a shell, with this environment alone. */
export async function run(args: readonly string[], env: Record<string, string> = {}, stdin = ''): Promise<Ran> {
  const ran: Ran = { code: 0, out: [], err: [] }
  ran.code = await main(args, {
    env,
    out: (text) => void ran.out.push(...text.split('\n')),
    err: (text) => void ran.err.push(...text.split('\n')),
    stdin: async () => stdin,
    stdinBytes: () => Readable.from([Buffer.from(stdin)]),
    stopSignal: () => new AbortController().signal,
    now: () => NOW,
  })
  return ran
}
