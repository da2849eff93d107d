import { ConfigError } from '../config/read-config.ts'
import { jsonLog } from '../observe/log.ts'
import type { Log } from '../ports/ports.ts'

/**
 * Starts a function. A wrong configuration ends it with one line a variable on standard error and exit code 1; so does
 * any other fault at start, with its reason.
 */
export async function main(name: string, start: (log: Log) => Promise<unknown>): Promise<void> {
  const log = jsonLog({ function: name })
  try {
    await start(log)
  } catch (error) {
    const lines = error instanceof ConfigError ? error.lines : [(error as Error).message]
    for (const line of lines) process.stderr.write(`${name}: ${line}\n`)
    process.exit(1)
  }
}
