import { at, isObject } from '../record.ts'
import type { Envelope } from './envelope.ts'

/** A kubernetes `EventList` is told from a record that happens to have items by its kind. */
const KUBERNETES_LIST = 'EventList'
/** What lists of records may have beside them; a record that has a list has more. */
const MAX_COMPANIONS = 8

const NAMES = ['Records', 'records', 'items', 'value', 'logs', 'entries', 'authlogs']

/**
 * Lists with a name: `Records` (a CloudTrail file, https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html),
 * `records` (Azure Monitor over Event Hubs), `items` (Kubernetes `EventList`, Google's Reports API), `value` (Microsoft
 * Graph), `logs` (Auth0), `entries` (Google Cloud Logging, Slack's Audit Logs API), `authlogs` (Duo).
 */
export const list: Envelope = {
  marks: NAMES,
  open(item) {
    for (const name of NAMES) {
      const inside = at(item, name)
      if (Array.isArray(inside) && isBare(item, inside)) return inside
    }
    return undefined
  },
}

function isBare(item: object, inside: readonly unknown[]): boolean {
  if (at(item as never, 'kind') === KUBERNETES_LIST) return true
  return Object.keys(item).length <= MAX_COMPANIONS && inside.every(isObject)
}
