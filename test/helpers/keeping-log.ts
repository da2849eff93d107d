import type { Log } from '../../shared/ports/ports.ts'

export type Line = { level: 'info' | 'warn' | 'error'; message: string; fields: Record<string, unknown> }

/** A log that keeps its lines. */
export function keepingLog(): Log & { lines: Line[] } {
  const lines: Line[] = []
  const at =
    (level: Line['level']) =>
    (message: string, fields: Record<string, unknown> = {}) => {
      lines.push({ level, message, fields })
    }
  return { lines, info: at('info'), warn: at('warn'), error: at('error') }
}
