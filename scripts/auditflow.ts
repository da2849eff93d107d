import { text } from 'node:stream/consumers'
import { main } from './cli/main.ts'

/** The command `auditflow` with the process's own streams and environment; resolves to its exit code. */
export async function auditflow(args: readonly string[]): Promise<number> {
  process.stdout.on('error', leaveOnClosedPipe)
  return await main(args, {
    env: process.env,
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    stdin: () => text(process.stdin),
    now: Date.now,
  })
}

/** Whoever reads the output, such as `head`, may have read enough. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}
