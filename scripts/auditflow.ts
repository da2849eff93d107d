import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Shell } from './cli/command.ts'
import { main } from './cli/main.ts'

/** The project's folder: scripts/auditflow.mjs changes back from it only once this file is loaded. */
const ROOT = process.cwd()
const CLEAR_LINE = '\r\x1b[2K'
const DEFAULT_COLUMNS = 80

/** The command `auditflow` with the process's own streams and environment; resolves to its exit code. */
export async function auditflow(args: readonly string[]): Promise<number> {
  process.stdout.on('error', leaveOnClosedPipe)
  let readsStdin = false
  const { showStatus, above } = statusLine(process.stderr)
  const status = await main(args, {
    env: { AUDITFLOW_HOME: join(ROOT, '.auditflow'), ...process.env },
    out: (line) => above(() => void process.stdout.write(`${line}\n`)),
    err: (line) => above(() => void process.stderr.write(`${line}\n`)),
    stdin: () => text(process.stdin),
    stdinBytes: () => {
      readsStdin = true
      return process.stdin
    },
    ...(process.stderr.isTTY && { status: showStatus }),
    stopSignal,
    now: Date.now,
  })
  // What still waits for input would keep the process.
  if (readsStdin) process.stdin.destroy()
  return status
}

/** A line of a terminal that is written over; `above` takes it away while something else is written. */
function statusLine(terminal: NodeJS.WriteStream) {
  let shown = ''
  const show: NonNullable<Shell['status']> = (line) => {
    if (line !== '' || shown !== '')
      terminal.write(`${CLEAR_LINE}${line.slice(0, (terminal.columns ?? DEFAULT_COLUMNS) - 1)}`)
    shown = line
  }
  const above = (write: () => void) => {
    const before = shown
    show('')
    write()
    show(before)
  }
  return { showStatus: show, above }
}

function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort())
  return controller.signal
}

/** Whoever reads the output, such as `head`, may have read enough. */
function leaveOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
}
