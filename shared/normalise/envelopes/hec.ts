import { at, isObject } from '../record.ts'
import type { Envelope } from './envelope.ts'

const MEMBERS = new Set(['time', 'host', 'source', 'sourcetype', 'index', 'event', 'fields'])

/** An event of Splunk's HTTP Event Collector. https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector */
export const hec: Envelope = {
  marks: ['event'],
  open(item) {
    const event = at(item, 'event')
    if (!isObject(event) && typeof event !== 'string') return undefined
    if (!Object.keys(item).every((key) => MEMBERS.has(key))) return undefined
    return [typeof event === 'string' ? { message: event } : event]
  },
}
