import type { AlertTriggered } from '../events/catalogue.ts'

/** What a channel sends. Built from the event alone, so that every repeat has the same bytes. */
export type Message = {
  type: 'alert.triggered'
  /** RFC 3339: when the alert was opened. */
  timestamp: string
  data: AlertTriggered & {
    /** The same for every repeat of this alert on this channel: the receiver's key for dropping repeats. */
    notification_id: string
    /** One line for people. */
    text: string
  }
}

/** Standard Webhooks forbids a full stop in an id: it separates id, timestamp and body in the signed text. */
export function notificationId(alertId: string, channel: string): string {
  return `msg_${alertId}_${channel}`
}

/** The message of an alert on a channel, in the payload shape that Standard Webhooks recommends. */
export function buildMessage(alert: AlertTriggered, channel: string): Message {
  return {
    type: 'alert.triggered',
    timestamp: new Date(alert.opened_at).toISOString(),
    data: {
      ...alert,
      notification_id: notificationId(alert.alert_id, channel),
      text: `[${alert.rule.level}] ${alert.rule.title}: ${alert.summary}`,
    },
  }
}
