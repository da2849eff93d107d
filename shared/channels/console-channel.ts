import type { Channel } from '../notify/channels/channel.ts'
import { consoleLines } from '../notify/formats/console.ts'
import type { Log } from '../ports/ports.ts'

/** Writes each alert as one log line, for whoever collects the logs. */
export function consoleChannel(name: string, log: Log): Channel {
  return {
    name,
    async send(notice) {
      for (const { level, message, fields } of consoleLines(notice)) log[level](message, fields)
      return { kind: 'sent' }
    },
  }
}
