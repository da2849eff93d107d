import { at } from '../record.ts'
import { copyWith } from './copy-with.ts'
import type { Envelope } from './envelope.ts'

/**
 * An activity of Google's Reports API that has several events: one activity for each, the rest alike.
 * https://developers.google.com/workspace/admin/reports/reference/rest/v1/activities/list#Activity
 */
export const googleActivity: Envelope = {
  marks: ['kind'],
  open(item) {
    if (at(item, 'kind') !== 'admin#reports#activity') return undefined
    const events = at(item, 'events')
    if (!Array.isArray(events) || events.length < 2) return undefined
    return events.map((event) => copyWith(item, { events: [event] }))
  },
}
