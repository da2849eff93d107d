import type { AliasFields, AliasTable, NamedValue } from './alias.ts'

const NAMED: NamedValue = ['Name', 'Value']

/** Names of the alert rules; the Management Activity API calls an alert by `Name`, any other record by `Operation`. */
const ALERT: AliasFields = {
  eventSource: ['Workload', 'Source'],
  eventName: ['Name', 'Operation'],
  status: ['ResultStatus', 'Status'],
  Payload: ['Parameters'],
}

export const M365: AliasTable = {
  product: 'm365',
  ignoreCase: true,
  services: {
    audit: { RequestType: [{ list: 'ExtendedProperties', name: 'RequestType', keys: NAMED }] },
    exchange: { ...ALERT, eventName: ['Operation'] },
    threat_detection: ALERT,
    threat_management: ALERT,
  },
}
