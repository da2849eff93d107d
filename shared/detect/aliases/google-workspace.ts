import type { Alias, AliasFields, AliasTable, NamedValue } from './alias.ts'

const NAMED: NamedValue = ['name', 'value']

const SERVICE: Alias[] = ['protoPayload.serviceName', { path: 'id.applicationName', append: '.googleapis.com' }]
const EVENT: Alias[] = ['protoPayload.metadata.event.eventName', 'events.name']

const FIELDS: AliasFields = {
  eventService: SERVICE,
  'protoPayload.Servicename': SERVICE,
  'protoPayload.serviceName': SERVICE,
  eventName: EVENT,
  'protoPayload.metadata.event.eventName': EVENT,
  setting_name: parameter('SETTING_NAME'),
  new_value: parameter('NEW_VALUE'),
}

function parameter(name: string): Alias[] {
  return ['protoPayload.metadata.event.parameter', 'events.parameters'].map((list) => ({ list, name, keys: NAMED }))
}

/** The rules want Cloud Logging's form; the Reports API has the same under other names. Sigma counts both to `gcp`. */
export const GOOGLE_WORKSPACE: AliasTable = {
  product: 'gcp',
  ignoreCase: false,
  services: { 'google_workspace.admin': FIELDS, 'google_workspace.login': FIELDS },
}
