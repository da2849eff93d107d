import { ConfigError } from '../config/read-config.ts'
import { jsonLog } from '../observe/log.ts'
import type { Log } from '../ports/ports.ts'

/** What a shell says of a program that a signal ended. */
const ENDED_BY = { SIGTERM: 143, SIGINT: 130 } as const
const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * Starts a program. Told to leave before its start is over, it leaves at once, though not with 0: its work is not done.
 * (A signal that the first process of a container does not listen for does nothing to it.) A wrong configuration ends it
 * with one line a variable on standard error and exit code 1; so does any other fault at start, with its reason.
 */
export async function main(name: string, start: (log: Log) => Promise<unknown>): Promise<void> {
  const log = jsonLog({ function: name })
  const leave = (signal: keyof typeof ENDED_BY) => process.exit(ENDED_BY[signal])
  for (const signal of SIGNALS) process.on(signal, leave)
  try {
    await start(log)
    for (const signal of SIGNALS) process.off(signal, leave)
  } catch (error) {
    const lines = error instanceof ConfigError ? error.lines : [(error as Error).message]
    for (const line of lines) process.stderr.write(`${name}: ${line}\n`)
    process.exit(1)
  }
}
