import type { Json } from '../../events/audit-event.ts'
import { locationFrom } from '../location.ts'
import type { Location, User } from '../make-event.ts'
import { at, isObject, type JsonObject, name, present } from '../record.ts'

/**
 * What a record of Entra says: Azure Monitor wraps it in a record of its own, Microsoft Graph gives it bare.
 * https://learn.microsoft.com/azure/azure-monitor/platform/resource-logs-schema
 */
export function propertiesOf(record: JsonObject): JsonObject {
  const properties = at(record, 'properties')
  return isObject(properties) ? properties : record
}

/** The user a record is about or by; for an application without a user, its service principal. */
export function userOf(properties: JsonObject): User {
  const upn = name(at(properties, 'userPrincipalName'))
  const uid = name(at(properties, 'userId'))
  if (upn === undefined && (uid === undefined || uid === EMPTY_ID)) {
    const principal = name(at(properties, 'servicePrincipalId'))
    const title = name(at(properties, 'servicePrincipalName')) ?? name(at(properties, 'servicePrincipalDisplayName'))
    if (principal !== undefined || title !== undefined)
      return present({ name: title ?? principal, uid: principal, type: 'ServicePrincipal' })
  }
  return present({
    name: upn ?? name(at(properties, 'userDisplayName')) ?? uid,
    uid,
    type: name(at(properties, 'userType')) ?? 'User',
    email_addr: upn?.includes('@') ? upn : undefined,
  })
}

/** The user's id in the sign-ins of service principals. */
const EMPTY_ID = '00000000-0000-0000-0000-000000000000'

/** https://learn.microsoft.com/graph/api/resources/signinlocation */
export function locationOf(place: Json | undefined): Location | undefined {
  if (!isObject(place)) return undefined
  return locationFrom(
    at(place, 'countryOrRegion'),
    at(place, 'city'),
    at(place, 'geoCoordinates', 'latitude'),
    at(place, 'geoCoordinates', 'longitude'),
  )
}
