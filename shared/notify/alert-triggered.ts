import { ALERT_TRIGGERED, type AlertTriggered } from '../events/catalogue.ts'
import type { CloudEvent } from '../events/envelope.ts'

/** The same whoever opens or re-opens it: an alert's episode is told of by one event, known by source and id. */
const SOURCE = '/audit-log-analysis'

/**
 * The event that tells that an alert fires. Its id is the alert's, with `-EPISODE` after the first.
 * @param timeMs when it opened or re-opened, milliseconds since 1970 UTC
 */
export function alertTriggered(data: AlertTriggered, timeMs: number): CloudEvent<AlertTriggered> {
  const { alert_id, episode = 1 } = data
  return {
    specversion: '1.0',
    id: episode === 1 ? alert_id : `${alert_id}-${episode}`,
    source: SOURCE,
    type: ALERT_TRIGGERED,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    data,
    extensions: {},
  }
}
