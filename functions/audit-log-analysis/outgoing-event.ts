import type { CloudEvent } from '../../shared/events/envelope.ts'

/** An event of the analysis, to be published. */
export function outgoingEvent<Data>(type: string, id: string, timeMs: number, data: Data): CloudEvent<Data> {
  return {
    specversion: '1.0',
    id,
    source: '/audit-log-analysis',
    type,
    time: new Date(timeMs).toISOString(),
    datacontenttype: 'application/json',
    data,
    extensions: {},
  }
}
