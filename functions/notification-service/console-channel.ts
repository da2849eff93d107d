import type { Level } from '../../shared/events/catalogue.ts'
import { notificationId } from '../../shared/notify/build-message.ts'
import { reaches } from '../../shared/notify/reaches.ts'
import type { Log } from '../../shared/ports/ports.ts'
import type { Channel } from './channel.ts'

const NAME = 'console'

/** Writes an alert as one log line, `warn` from medium on, for whoever collects the logs. */
export function consoleChannel(level: Level, log: Log): Channel {
  return {
    name: NAME,
    level,
    async send(alert) {
      const write = reaches(alert.rule.level, 'medium') ? log.warn : log.info
      // `alert_level`, since `level` is the log line's own.
      write('alert', {
        title: alert.rule.title,
        alert_level: alert.rule.level,
        key: alert.key,
        summary: alert.summary,
        alert_id: alert.alert_id,
        notification_id: notificationId(alert.alert_id, NAME),
      })
      return { kind: 'sent' }
    },
  }
}
