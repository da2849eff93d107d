import { ConfigError } from '../config/read-config.ts'
import { jsonLog } from '../observe/log.ts'
import type { Log } from '../ports/ports.ts'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/**
 * Starts a function. Told to leave before it serves, it leaves at once: the first process of a container is not ended by
 * a signal that it does not listen for. A wrong configuration ends it with one line a variable on standard error and exit code 1; so does
 * any other fault at start, with its reason.
 */
export async function main(name: string, start: (log: Log) => Promise<unknown>): Promise<void> {
  const log = jsonLog({ function: name })
  const leave = () => process.exit(0)
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
