import type { JsonObject } from '../../../shared/normalise/record.ts'
import { entra } from '../../../shared/normalise/sources/entra.ts'
import type { Endpoint } from '../company/places.ts'
import type { RecordedDeed } from '../deed.ts'
import { derivedId } from '../derived-id.ts'
import { displayName, emailOf, type Who } from './identities.ts'
import { receive } from './receive.ts'

const TENANT = derivedId('entra', 'tenant')
/** Sign-in error codes: https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const FAILURES: Readonly<Record<number, string>> = {
  50053: 'The account is locked because of too many failed sign-ins.',
  50057: 'The user account is disabled.',
  50074: 'Strong authentication is required and was not completed.',
  50126: 'Invalid username or password.',
  53003: 'Access has been blocked by Conditional Access policies.',
  500121: 'Authentication failed during the strong authentication request.',
}

export type EntraSignIn = Who & {
  /** 0, a success, unless said. */
  errorCode?: number
  /** `Office 365` unless said. */
  app?: string
  /** `Browser` unless said; `Exchange ActiveSync` and `IMAP4` are of the old protocols. */
  clientApp?: string
  /** `multiFactorAuthentication` unless said. */
  requirement?: 'singleFactorAuthentication' | 'multiFactorAuthentication'
  /** Further members of `properties`: `riskLevelDuringSignIn`, `authenticationProtocol`, `deviceDetail`. */
  properties?: JsonObject
}

export type EntraTarget = { type: string; name: string; modifiedProperties?: readonly JsonObject[] }

export type EntraAudit = Who & {
  /** `Add member to role`, `Update user`. */
  activity: string
  /** `UserManagement`, `RoleManagement`, `ApplicationManagement`, `Policy`. */
  category: string
  failed?: boolean
  target?: readonly EntraTarget[]
  /** Further members of `properties`. */
  properties?: JsonObject
}

const uidOf = (text: string): string => derivedId('entra', text)

const locationOf = ({ location }: Endpoint): JsonObject =>
  location === undefined
    ? {}
    : {
        city: location.city,
        countryOrRegion: location.country,
        geoCoordinates: { latitude: location.lat, longitude: location.long },
      }

const recordOf = (category: string, operationName: string, timeMs: number, properties: JsonObject): JsonObject => ({
  time: new Date(timeMs).toISOString(),
  resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
  tenantId: TENANT,
  operationName,
  operationVersion: '1.0',
  category,
  properties,
})

/** One sign-in of Microsoft Entra ID, as Azure Monitor streams it. */
export const entraSignIn = (signIn: EntraSignIn): RecordedDeed => ({
  write(timeMs, id) {
    const { actor, from = actor.from, userAgent = actor.userAgent, errorCode = 0, app = 'Office 365' } = signIn
    const email = emailOf(actor)
    const reason = errorCode === 0 ? undefined : (FAILURES[errorCode] ?? 'Other.')
    const properties: JsonObject = {
      id,
      createdDateTime: new Date(timeMs).toISOString(),
      userDisplayName: displayName(actor),
      userPrincipalName: email,
      userId: uidOf(email),
      appDisplayName: app,
      appId: uidOf(app),
      ipAddress: from.ip,
      status: { errorCode, failureReason: reason ?? 'Other.' },
      clientAppUsed: signIn.clientApp ?? 'Browser',
      userAgent,
      location: locationOf(from),
      authenticationRequirement: signIn.requirement ?? 'multiFactorAuthentication',
      conditionalAccessStatus: errorCode === 53_003 ? 'failure' : 'success',
      riskLevelDuringSignIn: 'none',
      riskState: 'none',
      isInteractive: true,
      ...signIn.properties,
    }
    const raw: JsonObject = {
      ...recordOf('SignInLogs', 'Sign-in activity', timeMs, properties),
      resultType: String(errorCode),
      resultSignature: 'None',
      resultDescription: reason ?? '',
      callerIpAddress: from.ip,
      identity: displayName(actor),
      location: from.location?.country ?? '',
    }
    return receive(entra, raw, timeMs)
  },
})

/** One change in Microsoft Entra ID's directory, as Azure Monitor streams it. */
export const entraAudit = (audit: EntraAudit): RecordedDeed => ({
  write(timeMs, id) {
    const { actor, from = actor.from, activity, category, failed = false, target = [] } = audit
    const email = emailOf(actor)
    const result = failed ? 'failure' : 'success'
    const properties: JsonObject = {
      id,
      category,
      activityDisplayName: activity,
      activityDateTime: new Date(timeMs).toISOString(),
      loggedByService: 'Core Directory',
      result,
      initiatedBy: { user: { id: uidOf(email), userPrincipalName: email, ipAddress: from.ip } },
      targetResources: target.map(({ type, name, modifiedProperties = [] }) => ({
        id: uidOf(name),
        type,
        displayName: name,
        ...(type === 'User' && { userPrincipalName: name }),
        modifiedProperties: [...modifiedProperties],
      })),
      ...audit.properties,
    }
    const raw: JsonObject = {
      ...recordOf('AuditLogs', activity, timeMs, properties),
      resultSignature: 'None',
      identity: displayName(actor),
    }
    return receive(entra, raw, timeMs)
  },
})
