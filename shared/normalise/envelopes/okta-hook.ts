import { at } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** A delivery of an Okta event hook, which may hold several entries of the System Log. https://developer.okta.com/docs/concepts/event-hooks/ */
export const oktaHook: Envelope = {
  marks: ['data'],
  open(item) {
    const events = at(item, 'eventType') === 'com.okta.event_hook' ? at(item, 'data', 'events') : undefined
    return Array.isArray(events) ? events : undefined
  },
}
