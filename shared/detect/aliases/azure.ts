import type { Alias, AliasTable } from './alias.ts'

const INITIATOR: Alias[] = ['initiatedBy.user.userPrincipalName', 'initiatedBy.app.displayName']
const ACTIVITY: Alias[] = ['activityDisplayName', 'operationName']

/**
 * The rules name the columns of Log Analytics; records come as Azure Monitor streams them, most fields under
 * `properties`, or as Microsoft Graph gives them, without it. Every path is tried in both forms.
 */
export const AZURE: AliasTable = {
  product: 'azure',
  ignoreCase: true,
  wrapper: 'properties',
  services: {
    activitylogs: {
      CategoryValue: ['category.value', 'category'],
      OperationNameValue: ['operationName.value', 'operationName'],
      ResourceProviderValue: ['resourceProviderName.value', 'resourceProvider'],
      'properties.message': ['operationName.localizedValue', 'operationName'],
    },
    auditlogs: {
      ActivityDisplayName: ACTIVITY,
      ActivityType: ACTIVITY,
      'additionalDetails.additionalInfo': ['additionalDetails.value'],
      // The record's own category is that of the stream, `AuditLogs`.
      Category: ['properties.category', 'category'],
      failure_status_reason: ['resultReason', 'resultDescription'],
      Initiatedby: INITIATOR,
      'Initiatied.By': INITIATOR,
      'properties.message': ACTIVITY,
      Status: ['result'],
      Target: ['targetResources.userPrincipalName'],
    },
    pim: {},
    riskdetection: { riskEventType: ['riskEventType', 'riskType'] },
    signinlogs: {
      callerIpAddress: ['ipAddress'],
      ClientApp: ['clientAppUsed'],
      location: ['location.countryOrRegion'],
      'properties.message': ['authenticationProtocol'],
      ResultDescription: ['resultDescription', 'status.failureReason', 'status.additionalDetails'],
      ResultType: ['resultType', 'status.errorCode'],
      Status: ['resultSignature'],
      Username: ['userPrincipalName'],
    },
  },
}
