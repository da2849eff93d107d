import type { Log } from '../ports/ports.ts'

/**
 * Writes JSON lines to standard output: `time` (RFC 3339), `level`, `function`, `message`, then the fields.
 * @param bound fields that every line carries, e.g. `{ function: 'audit-log-analysis' }` or `{ trace_id }`
 */
export function jsonLog(bound: Record<string, unknown>, write: (line: string) => void = writeLine): Log {
  const at = (level: string) => (message: string, fields?: Record<string, unknown>) =>
    write(JSON.stringify({ time: new Date().toISOString(), level, ...bound, message, ...fields }))
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

/** A log whose lines carry further fields. */
export function withFields(log: Log, fields: Record<string, unknown>): Log {
  const at = (write: Log['info']) => (message: string, more?: Record<string, unknown>) =>
    write(message, { ...fields, ...more })
  return { info: at(log.info), warn: at(log.warn), error: at(log.error) }
}

function writeLine(line: string): void {
  process.stdout.write(`${line}\n`)
}
